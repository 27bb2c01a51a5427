// Brings the segment that was asked for into view. The focus stays where one types, unless the preview has a window of its own.
const here = document.getElementById("here");
if (here) {
  here.scrollIntoView({ block: "center" });
  if (window.top === window) {
    here.focus({ preventScroll: true });
  }
}
// Beside the editor it is a picture of the page: its links lead nowhere but within it, and its forms send nothing.
if (window.top !== window) {
  document.documentElement.classList.add("desk-preview-frame");
  document.addEventListener("click", event => {
    const link = event.target.closest("a[href]");
    if (link && !link.getAttribute("href").startsWith("#")) event.preventDefault();
  });
  document.addEventListener("submit", event => event.preventDefault());
}
