// What the pages do better with JavaScript. Without it every link and form still works.
(() => {
  "use strict";
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  root.classList.add("js");

  // Words for screen readers; the pause makes sure that a change is noticed.
  const announce = (text) => setTimeout(() => { byId("live").textContent = text; }, 150);
  const closeButton = (toast) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "toast-close", textContent: "×" });
    button.setAttribute("aria-label", byId("toasts").dataset.close);
    button.addEventListener("click", () => toast.remove());
    toast.append(button);
  };
  const greet = (scope) => scope.querySelectorAll(".toast:not([data-seen])").forEach((toast) => {
    toast.dataset.seen = "";
    if (toast.getAttribute("role") !== "alert") announce(toast.textContent.trim());
    closeButton(toast);
  });
  greet(document);

  // --- Requests of htmx ---
  // A sign-in in another tab changes the token: the cookie always has the valid one.
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    const token = document.cookie.match(/(?:^|;\s*)(?:__Host-|__Secure-)?csrftoken=([^;]+)/)?.[1];
    if (!token || detail.verb === "get") return;
    detail.headers["X-CSRFToken"] = token;
    if (detail.parameters.csrfmiddlewaretoken) detail.parameters.csrfmiddlewaretoken = token;
  });

  const TROUBLE = { 0: "offline", 401: "ended", 403: "gone", 404: "gone", 410: "gone", 429: "slow" };
  const complain = ({ detail }) => {
    clear();
    const status = detail.xhr ? detail.xhr.status : 0;
    const toast = byId(`trouble-${TROUBLE[status] ?? "failed"}`).content.firstElementChild.cloneNode(true);
    const from = detail.requestConfig ?? {};
    const submitter = from.triggeringEvent?.submitter ?? null;
    toast.dataset.trouble = "";
    toast.querySelector("[data-retry]")?.addEventListener("click", () => {
      if (from.elt instanceof HTMLFormElement) from.elt.requestSubmit(submitter?.isConnected ? submitter : undefined);
      else from.elt?.click();
    });
    toast.querySelector("[data-reload]")?.addEventListener("click", () => location.reload());
    byId("toasts").append(toast);
    greet(byId("toasts"));
  };
  const clear = () => document.querySelectorAll("[data-trouble]").forEach((toast) => toast.remove());
  document.addEventListener("htmx:sendError", complain);
  document.addEventListener("htmx:timeout", complain);
  document.addEventListener("htmx:responseError", complain);
  document.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.successful) clear(); });
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    greet(document);
    const dialog = byId("dialog");
    if (detail.target === dialog && dialog.childElementCount && !dialog.open) dialog.showModal();
    if (dialog.open && !dialog.childElementCount) dialog.close();
  });

  // --- The language switch comes back to the page that is shown, also after htmx has changed the address ---
  const comeBackHere = () => document.querySelectorAll(".langs [name=next]").forEach((next) => { next.value = location.pathname + location.search; });
  document.addEventListener("htmx:pushedIntoHistory", comeBackHere);
  document.addEventListener("htmx:replacedInHistory", comeBackHere);

  // --- Menus close when one leaves them ---
  const menus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", ({ target }) => menus().forEach((menu) => { if (!menu.contains(target)) menu.open = false; }));
  document.addEventListener("focusin", ({ target }) => menus().forEach((menu) => { if (!menu.contains(target)) menu.open = false; }));
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  // --- Light, dark or as the device: at once, and kept by the server ---
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-theme-form]") || !event.submitter) return;
    event.preventDefault();
    const theme = event.submitter.value;
    const data = new FormData(event.target, event.submitter);
    fetch(event.target.action, { method: "POST", body: data, redirect: "manual" });
    if (theme === "system") delete root.dataset.theme; else root.dataset.theme = theme;
    event.target.querySelectorAll("[name=theme]").forEach((button) => button.setAttribute("aria-pressed", button === event.submitter));
  });

  // --- A password can be looked at ---
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-reveal]");
    if (!button) return;
    const input = byId(button.dataset.reveal);
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", shown);
  });

  // --- An address can be taken along ---
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest?.("[data-copy]");
    if (!button) return;
    try { await navigator.clipboard.writeText(button.dataset.copy); } catch { prompt(button.textContent.trim(), button.dataset.copy); return; }
    announce(button.dataset.copied);
    const words = button.querySelector("span");
    const before = words.textContent;
    words.textContent = button.dataset.copied;
    setTimeout(() => { words.textContent = before; }, 3000);
  });

  // --- Steps to be put in order move up and down; the places say the same ---
  // Without this script the server moves them. With it, their buttons send nothing.
  const hold = () => document.querySelectorAll("[data-move]").forEach((button) => { button.type = "button"; button.name = ""; });
  hold();
  document.addEventListener("htmx:afterSettle", hold);
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-move]");
    if (!button) return;
    const step = button.closest("li");
    const list = step.parentElement;
    const place = (one) => one.querySelector("select");
    // A place that was chosen counts; what has none yet fills the gaps as it is shown.
    const shown = [...list.children];
    const seats = shown.map((_, index) => shown.find((one) => Number(place(one).value) === index + 1));
    const open = shown.filter((one) => !seats.includes(one));
    const steps = seats.map((one) => one ?? open.shift());
    const others = steps.filter((one) => one !== step);
    const to = Math.min(Math.max(steps.indexOf(step) + (button.dataset.move === "up" ? -1 : 1), 0), others.length);
    // The others go around it: what stays in the page keeps the focus.
    list.prepend(...others.slice(0, to));
    list.append(...others.slice(to));
    [...list.children].forEach((one, index) => { place(one).value = index + 1; });
    place(step).dispatchEvent(new Event("change", { bubbles: true }));
    // There the button is not shown any more. Asking for its style would be too early where transitions run.
    if (to === (button.dataset.move === "up" ? 0 : others.length)) place(step).focus();
    step.scrollIntoView({ block: "nearest" });
    announce(list.dataset.moved.replace("#", to + 1));
  });

  // --- Paper shows what is folded away ---
  addEventListener("beforeprint", () => document.querySelectorAll("details:not([open], .menu)").forEach((fold) => { fold.open = true; fold.dataset.unfolded = ""; }));
  addEventListener("afterprint", () => document.querySelectorAll("details[data-unfolded]").forEach((fold) => { fold.open = false; delete fold.dataset.unfolded; }));

  // --- Where a reader is: told once, when the lesson is left (the form at its end holds the token and the address) ---
  document.addEventListener("visibilitychange", () => {
    const form = document.querySelector("form[data-place]");
    if (!form || document.visibilityState !== "hidden") return;
    const seen = [...document.querySelectorAll("[data-block]")].filter((block) => block.getBoundingClientRect().top < innerHeight / 2);
    const block = seen.at(-1)?.dataset.block;
    if (seen.length < 2 || block === form.dataset.seen) return;
    form.dataset.seen = block;
    const place = new FormData(form);
    place.append("block", block);
    navigator.sendBeacon(form.dataset.place, place);
  });
})();
