// What makes pages better where scripts run. Everything works without it.

// "/" puts the cursor into the search field, unless one is typing already.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return;
  const field = document.querySelector("[data-search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

// A link marked with data-copied copies its own address instead of following it.
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-copied]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) return;
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(link.href);
  } catch {
    location.href = link.href; // not allowed to copy: do what the link says
    return;
  }
  const label = link.dataset.label ?? link.textContent;
  link.dataset.label = label;
  link.textContent = link.dataset.copied;
  document.querySelector("[data-status]").textContent = link.dataset.copied;
  clearTimeout(link.timer);
  link.timer = setTimeout(() => { link.textContent = label; }, 2000);
});
