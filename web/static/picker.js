// Find fields become comboboxes: what is on file appears while one types, and
// choosing it presses the same button that works without scripts.
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

const pause = 180; // milliseconds without a key before it asks
const status = document.querySelector("[data-status]");

function enhance(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-options`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.querySelector(`label[for="${input.id}"]`)?.textContent ?? "");
  list.className = "options";
  list.hidden = true;
  input.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);
  const button = input.parentElement.querySelector(":scope > button");
  if (button) button.hidden = true;

  let timer;
  let asked; // the question under way
  let found = [];
  let active = -1;

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    found = [];
    activate(-1);
    input.setAttribute("aria-expanded", "false");
  }

  function activate(index) {
    active = index;
    for (const [i, option] of [...list.querySelectorAll("[role=option]")].entries()) {
      option.setAttribute("aria-selected", String(i === index));
      if (i === index) option.scrollIntoView({ block: "nearest" });
    }
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `${list.id}-${index}`);
  }

  function show(documents) {
    found = documents;
    list.replaceChildren(...documents.map((document_, i) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${i}`;
      option.setAttribute("role", "option");
      const label = document.createElement("span");
      label.textContent = document_.label;
      const detail = document.createElement("small");
      detail.textContent = document_.detail ?? "";
      option.append(label, " ", detail);
      option.addEventListener("click", () => choose(i));
      return option;
    }));
    input.parentElement.querySelector(".none")?.remove();
    list.hidden = documents.length === 0;
    input.setAttribute("aria-expanded", String(documents.length > 0));
    activate(documents.length > 0 ? 0 : -1);
    if (documents.length > 0) {
      list.scrollIntoView({ block: "nearest" });
      return;
    }
    const none = document.createElement("p");
    none.className = "none";
    none.textContent = input.dataset.none;
    input.after(none);
    status.textContent = input.dataset.none;
  }

  async function ask() {
    clearTimeout(timer);
    asked?.abort();
    asked = new AbortController();
    const text = input.value.trim();
    input.parentElement.querySelector(".none")?.remove();
    if (!text) {
      close();
      return;
    }
    try {
      const answer = await fetch(`${input.dataset.find}?${new URLSearchParams({ q: text })}`, { signal: asked.signal });
      if (!answer.ok || answer.redirected) throw new Error(`status ${answer.status}`);
      const documents = await answer.json();
      if (document.activeElement === input) show(documents);
    } catch (problem) {
      if (problem.name === "AbortError") return;
      console.error(problem);
      close();
      if (button) button.hidden = false; // the way that needs no script
    }
  }

  function choose(index) {
    const { slug, label } = found[index];
    const command = document.createElement("button");
    command.hidden = true;
    command.name = "row";
    command.value = `choose.${input.dataset.list}.${slug}`;
    command.formAction = `${input.form.action}#${input.dataset.list}`;
    command.formNoValidate = true;
    command.dataset.said = input.dataset.said.replace("{name}", label);
    close();
    input.value = "";
    input.form.append(command);
    input.form.requestSubmit(command);
    command.remove();
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays in the field
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // a Chinese word is being put together
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        event.preventDefault();
        if (found.length === 0) {
          ask();
          return;
        }
        const step = event.key === "ArrowDown" ? 1 : -1;
        activate((active + step + found.length) % found.length);
        return;
      }
      case "Enter":
        event.preventDefault();
        if (active >= 0) choose(active);
        else ask();
        return;
      case "Escape":
        if (list.hidden) return;
        event.preventDefault();
        close();
    }
  });
}

function enhanceAll() {
  for (const input of document.querySelectorAll("input[data-find]:not([role=combobox])")) enhance(input);
}

enhanceAll();
document.addEventListener("form:shown", enhanceAll);
