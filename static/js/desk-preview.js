// Brings the segment that was asked for into view. The focus stays where one types, unless the preview has a window of its own.
const here = document.getElementById("here");
if (here) {
  here.scrollIntoView({ block: "center" });
  if (window.top === window) {
    here.focus({ preventScroll: true });
  }
}
