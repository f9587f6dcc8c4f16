// The form of a document: counts of characters, row buttons without a new page,
// a list of what is still missing that keeps up, and nothing lost by accident.
// picker.js sends its choices through the same submit event.

const current = () => document.querySelector("form[data-document]");
const status = document.querySelector("[data-status]");
const language = document.documentElement.lang;

let unsaved = false; // something typed is stored nowhere
let sentAt = -Infinity; // when the page was last sent, against double clicks
let busy = false; // a row button waits for its answer
let checking; // timer of the next look at what is missing

// Counts: "52 of 120 characters."
function count(form) {
  for (const place of form.querySelectorAll("[data-count]")) {
    const field = document.getElementById(place.dataset.count);
    const length = [...field.value.trim()].length;
    place.textContent = place.dataset.text.replace("{n}", length.toLocaleString(language));
    place.classList.toggle("over", length > Number(field.dataset.most));
  }
}

// How long ago the draft was saved, in the reader's language.
function age(form) {
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  for (const time of form.querySelectorAll("time[data-ago]")) {
    time.title ||= time.textContent.trim();
    const seconds = Math.round((Date.parse(time.dateTime) - Date.now()) / 1000);
    if (seconds > -60) time.textContent = words.format(Math.min(seconds, 0), "second");
    else if (seconds > -3600) time.textContent = words.format(Math.round(seconds / 60), "minute");
    else if (seconds > -86400) time.textContent = words.format(Math.round(seconds / 3600), "hour");
    else time.textContent = time.title;
  }
}

// ask sends what the form holds and returns the form that comes back.
async function ask(form, fields) {
  const answer = await fetch(`${form.dataset.document}/form`, { method: "POST", body: fields });
  if (!answer.ok || answer.redirected) throw new Error(`status ${answer.status}`);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form[data-document]");
  if (!fresh) throw new Error("no form in the answer");
  return fresh;
}

// place is where the cursor belongs after a row button.
function place(form, command, lastID) {
  const [action, list] = command.split(".");
  const id = action === "lookup" ? `lookup-${list}` : list;
  const group = list ? form.querySelector(`#${CSS.escape(id)}`) : null;
  const last = (nodes) => [...nodes].at(-1);
  if (group) {
    const find = group.querySelector("input[data-find]");
    if (action === "add") {
      return last(group.querySelectorAll("li"))?.querySelector("input:not([type=hidden]), select") ?? group;
    }
    if (action === "find") return group.querySelector("[data-findings] button") ?? find;
    return find ?? group.querySelector("button[value^='add.']") ?? group;
  }
  return lastID ? document.getElementById(lastID) : null;
}

// show replaces the form by the server's answer to a row button, in place.
async function show(form, fields, command, said) {
  if (busy) return;
  busy = true;
  const lastID = document.activeElement?.id;
  const open = [...form.querySelectorAll("details[open] > summary")].map((s) => s.textContent);
  form.inert = true; // what is typed now would be lost
  try {
    const fresh = await ask(form, fields);
    document.querySelector(".failed")?.remove();
    const top = window.scrollY;
    form.replaceWith(fresh);
    for (const summary of fresh.querySelectorAll("details > summary")) {
      if (open.includes(summary.textContent)) summary.parentElement.open = true;
    }
    unsaved = true;
    count(fresh);
    age(fresh);
    document.dispatchEvent(new CustomEvent("form:shown"));
    window.scrollTo(0, top);
    const target = place(fresh, command, lastID);
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: "nearest" });
    if (said) status.textContent = said;
  } catch (problem) {
    console.error(problem);
    form.inert = false;
    document.getElementById(lastID)?.focus();
    fail(form);
  } finally {
    busy = false;
  }
}

function fail(form) {
  document.querySelector(".failed")?.remove();
  const message = document.createElement("p");
  message.className = "failed";
  message.setAttribute("role", "alert");
  message.textContent = form.dataset.failed;
  form.after(message);
}

// check renews the aside: what changed and what is missing.
async function check() {
  const form = current();
  if (!form || busy) return;
  try {
    const fresh = await ask(form, new URLSearchParams(new FormData(form)));
    const [before, after] = [form, fresh].map((f) => f.querySelector("aside"));
    if (busy || form !== current() || !before || !after || before.contains(document.activeElement)) return;
    if (before.querySelector("details")?.open) after.querySelector("details")?.setAttribute("open", "");
    before.replaceWith(after);
  } catch {
    // it will be looked at again with the next change
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form !== current() || event.target.dataset.find) return;
  unsaved = true;
  count(form);
});

document.addEventListener("change", (event) => {
  if (event.target.form !== current() || event.target.dataset.find) return;
  unsaved = true;
  clearTimeout(checking);
  checking = setTimeout(check, 600);
});

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (form !== current()) return;
  clearTimeout(checking);
  if (submitter?.name === "row") {
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form));
    fields.set("row", submitter.value);
    show(form, fields, submitter.value, submitter.dataset.said);
    return;
  }
  if (busy || performance.now() - sentAt < 3000) {
    event.preventDefault();
    return;
  }
  sentAt = performance.now();
  unsaved = false;
  // After a preview the way back leads to the form as it was.
  const typed = submitter?.matches("[data-preview]") ? new URLSearchParams(new FormData(form)).toString() : null;
  history.replaceState(typed && { typed }, "");
});

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  const form = current();
  const save = form?.querySelector("[data-save]");
  if (!save) return;
  event.preventDefault();
  form.requestSubmit(save);
});

window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

// A page kept alive by the browser comes back as it was left.
window.addEventListener("pageshow", (event) => {
  sentAt = -Infinity;
  if (event.persisted && history.state?.typed) unsaved = true;
});

const form = current();
if (form) {
  count(form);
  age(form);
  setInterval(() => current() && age(current()), 15_000);
  unsaved = "unsaved" in form.dataset;
  // An answer to a sent form stands at the form's own address, so that going
  // back or loading again does not send it twice.
  if (location.pathname !== form.dataset.document) history.replaceState(history.state, "", form.dataset.document);
  const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (cameBack && history.state?.typed) show(form, new URLSearchParams(history.state.typed), "");
  else form.querySelector("[data-problems]")?.focus();
}
