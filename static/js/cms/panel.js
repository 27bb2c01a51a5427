// Sends the panel's forms without leaving the page, and shows the panel that comes back. Without it they are plain forms.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const panel = form.closest("#panel");
  if (!panel || form.hasAttribute("data-leaves")) {
    return;
  }
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  form.querySelectorAll("button").forEach((button) => (button.disabled = true));
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: data,
      headers: { "X-Requested-With": "XMLHttpRequest" },
    });
    if (!answer.ok && answer.status !== 422) {
      throw new Error(String(answer.status));
    }
    const segment = form.closest("[data-segment]").dataset.segment;
    const html = await answer.text();
    // Whoever went on to another segment meanwhile keeps that one's panel.
    if (panel.querySelector("[data-segment]")?.dataset.segment === segment) {
      panel.innerHTML = html;
      const told = panel.querySelector("[role=status]");
      told?.setAttribute("tabindex", "-1");
      told?.focus();
    }
    document.dispatchEvent(new CustomEvent("desk:done", { detail: { segment } }));
  } catch {
    // The plain way says what is wrong.
    form.querySelectorAll("button").forEach((button) => (button.disabled = false));
    form.setAttribute("data-leaves", "");
    if (event.submitter) {
      event.submitter.click();
    } else {
      form.submit();
    }
  }
});
