// What a quiz does better with JavaScript: an answer that could not be saved says so and is sent again by itself, and the
// time that is left can be seen. Without it every form still works, and the server keeps the time.
(() => {
  "use strict";
  const form = () => document.querySelector("form[data-keeps]");
  const say = (text) => setTimeout(() => { document.getElementById("live").textContent = text; }, 150);
  const isSave = (elt) => Boolean(elt?.closest?.("form[data-keeps]")); // a press of a button, or a keep from inside the form
  const isPress = (elt) => isSave(elt) && elt.matches("form");

  // --- What the receipt says while the server has said nothing yet; what it had said can be put back ---
  const before = new WeakMap();
  const noted = () => document.querySelector("#receipt [data-note]");
  const show = (name, isQuiet) => {
    const receipt = document.getElementById("receipt");
    if (!receipt) return;
    if (!noted()) {
      before.set(receipt, { nodes: [...receipt.childNodes], look: receipt.className });
      receipt.replaceChildren(...receipt.querySelectorAll("input"), document.createElement("span"));
    }
    const note = receipt.lastElementChild;
    note.dataset.note = name;
    note.setAttribute("aria-hidden", isQuiet);
    note.textContent = document.getElementById(`unsaved-${name}`)?.content.textContent.trim() ?? "";
    receipt.classList.toggle("is-unsaved", name !== "saving");
  };
  const putBack = () => {
    const receipt = document.getElementById("receipt");
    const { nodes, look } = before.get(receipt);
    receipt.replaceChildren(...nodes);
    receipt.className = look;
  };

  // --- Longer than a moment on its way: say so. Screen readers hear it of a press, not of everything that is kept ---
  let pending = null; // what to send again, and how often that was tried
  let slow = 0;
  let sent = null;
  document.addEventListener("htmx:beforeSend", ({ detail }) => {
    const { elt } = detail.requestConfig;
    if (!isSave(elt)) return;
    sent = elt;
    clearTimeout(slow);
    slow = setTimeout(() => { if (!pending) show("saving", !isPress(elt)); }, 1000);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.requestConfig.elt !== sent) return;
    clearTimeout(slow);
    if (noted()?.dataset.note === "saving") putBack();
  });

  // --- Not saved yet: say so, keep the answer, try again ---
  const WAITS = [2, 5, 10, 20, 30];
  let timer = 0;

  const send = () => {
    clearTimeout(timer);
    if (!pending || !form()) { pending = null; return; }
    const { button, place } = pending;
    if (button?.isConnected) form().requestSubmit(button);
    else if (place.isConnected) place.dispatchEvent(new Event("again"));
  };
  const later = ({ detail }) => {
    const from = detail.requestConfig;
    const elt = from?.elt;
    if (!form() || !isSave(elt)) return;
    const status = detail.xhr?.status ?? 0;
    if (status && status < 500 && status !== 401 && status !== 429) return;
    const count = (pending?.count ?? 0) + 1;
    // A press that waits to be sent again is not forgotten for a keep that failed after it.
    const button = isPress(elt) ? from.triggeringEvent?.submitter ?? null : pending?.button ?? null;
    pending = { button, place: elt, count };
    show(status === 401 ? "ended" : "trying", false);
    clearTimeout(timer);
    if (status !== 401) timer = setTimeout(send, 1000 * WAITS[Math.min(count, WAITS.length) - 1]);
  };
  document.addEventListener("htmx:sendError", later);
  document.addEventListener("htmx:timeout", later);
  document.addEventListener("htmx:responseError", later);
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const { elt } = detail.requestConfig;
    if (!detail.successful || !pending || !isSave(elt) || (pending.button && !isPress(elt))) return;
    clearTimeout(timer);
    pending = null;
  });
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") send(); });
  addEventListener("beforeunload", (event) => { if (pending) event.preventDefault(); });

  // A press that had to wait is still the same press, wherever the focus has gone since.
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    const button = detail.triggeringEvent?.submitter;
    if (isPress(detail.elt) && button?.name) detail.parameters[button.name] = button.value;
  });

  // --- What is typed is kept after a pause; a choice is kept at once, by the form itself ---
  let typing = 0;
  document.addEventListener("input", ({ target }) => {
    const place = target.closest("form[data-keeps] [hx-post]");
    if (!place || !target.matches("textarea, input:not([type=radio], [type=checkbox])")) return;
    clearTimeout(typing);
    typing = setTimeout(() => { if (place.isConnected) place.dispatchEvent(new Event("again")); }, 1500);
  });

  // --- The time that is left ---
  let isHidden = false;
  let until = ""; // the end as it was last told
  const told = new Set();
  const offset = new Map(); // the server's clock is the truth, whatever this device says
  const put = (place, text) => { if (place.textContent !== text) place.textContent = text; };
  const tick = () => {
    const box = document.querySelector("[data-deadline]");
    if (!box) return;
    const find = (name) => box.querySelector(`[data-${name}]`);
    const end = box.dataset.deadline;
    if (until && until !== end) say(find("by").textContent);
    until = end;
    if (!offset.has(box)) offset.set(box, Date.parse(box.dataset.now) - Date.now());
    const left = (Date.parse(end) - Date.now() - offset.get(box)) / 1000;
    const button = find("countdown");
    find("left").hidden = isHidden;
    button.hidden = false;
    put(button, isHidden ? button.dataset.show : button.dataset.hide);
    put(find("minutes"), String(Math.max(0, Math.ceil(left / 60))));
    // The last minute is said where it can be seen, also to those who hide the countdown.
    const isEnding = left > 0 && left <= 60;
    find("ending").hidden = !isEnding;
    ["callout", "careful"].forEach((name) => box.classList.toggle(name, isEnding));
    if (find("more")) find("more").hidden = left <= 0;
    for (const [name, at, to] of [["five", 300, 270], ["one", 60, 0]]) {
      if (left > at || left <= to || told.has(name + end)) continue;
      told.add(name + end);
      say(find(name).content.textContent.trim());
    }
    if (left <= 0 && !told.has(`over${end}`)) {
      told.add(`over${end}`);
      box.append(find("over").content.cloneNode(true));
    }
  };
  document.addEventListener("click", ({ target }) => { if (target.closest?.("[data-countdown]")) { isHidden = !isHidden; tick(); } });
  document.addEventListener("htmx:afterSettle", tick);
  tick();
  setInterval(tick, 1000);
})();
