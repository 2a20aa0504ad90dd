// What a quiz does better with JavaScript: an answer that could not be saved says so and is sent again by itself, and the
// time that is left can be seen. Without it every form still works, and the server keeps the time.
(() => {
  "use strict";
  const form = () => document.querySelector("form[data-keeps]");
  const say = (text) => setTimeout(() => { document.getElementById("live").textContent = text; }, 150);

  // --- Not saved yet: say so, keep the answer, try again ---
  const WAITS = [2, 5, 10, 20, 30];
  let pending = null; // what to send again, and how often that was tried
  let timer = 0;

  const words = (name) => document.getElementById(`unsaved-${name}`)?.content.textContent.trim() ?? "";
  const show = (text) => {
    const receipt = document.getElementById("receipt");
    if (!receipt) return;
    let note = receipt.querySelector("[data-note]");
    if (!note) { note = document.createElement("span"); note.dataset.note = ""; receipt.append(note); }
    for (const child of [...receipt.childNodes]) if (child !== note && child.nodeName !== "INPUT") child.remove();
    note.textContent = text;
    receipt.classList.add("is-unsaved");
  };
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
    if (!form() || !(elt === form() || form().contains(elt))) return;
    const status = detail.xhr?.status ?? 0;
    if (status && status < 500 && status !== 401 && status !== 429) return;
    const count = (pending?.count ?? 0) + 1;
    pending = { button: elt === form() ? from.triggeringEvent?.submitter ?? null : null, place: elt, count };
    show(words(status === 401 ? "ended" : "trying"));
    clearTimeout(timer);
    if (status !== 401) timer = setTimeout(send, 1000 * WAITS[Math.min(count, WAITS.length) - 1]);
  };
  document.addEventListener("htmx:sendError", later);
  document.addEventListener("htmx:timeout", later);
  document.addEventListener("htmx:responseError", later);
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!detail.successful || !pending) return;
    clearTimeout(timer);
    pending = null;
  });
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") send(); });
  addEventListener("beforeunload", (event) => { if (pending) event.preventDefault(); });

  // --- What is typed is kept after a pause; a choice is kept at once, by the form itself ---
  let typing = 0;
  document.addEventListener("input", ({ target }) => {
    const place = target.closest("form[data-keeps] [hx-post]");
    if (!place || !target.matches("textarea, input:not([type=radio], [type=checkbox])")) return;
    clearTimeout(typing);
    typing = setTimeout(() => { if (place.isConnected) place.dispatchEvent(new Event("again")); }, 1500);
  });

  // --- The time that is left ---
  let hidden = false;
  const told = new Set();
  const offset = new Map(); // the server's clock is the truth, whatever this device says
  const tick = () => {
    const box = document.querySelector("[data-deadline]");
    if (!box) return;
    const end = box.dataset.deadline;
    if (!offset.has(box)) offset.set(box, Date.parse(box.dataset.now) - Date.now());
    const left = (Date.parse(end) - Date.now() - offset.get(box)) / 1000;
    const place = box.querySelector("[data-left]");
    place.hidden = hidden;
    box.querySelector("[data-hide-left]").hidden = hidden;
    box.querySelector("[data-minutes]").textContent = Math.max(0, Math.ceil(left / 60));
    for (const [name, at] of [["five", 300], ["one", 60]]) {
      if (left > at || left < at - 30 || told.has(name + end)) continue;
      told.add(name + end);
      say(box.querySelector(`template[data-${name}]`).content.textContent.trim());
    }
    if (left <= 0 && !told.has(`over${end}`)) {
      told.add(`over${end}`);
      box.append(box.querySelector("template[data-over]").content.cloneNode(true));
    }
  };
  document.addEventListener("click", ({ target }) => { if (target.closest?.("[data-hide-left]")) { hidden = true; tick(); } });
  tick();
  setInterval(tick, 1000);
})();
