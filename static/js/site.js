// What the page does better with a script. Everything can be read without it.

// Browsers that cannot style closed details open them for print, and close again what the reader had closed.
let openedForPrint = [];

addEventListener("beforeprint", () => {
  openedForPrint = [...document.querySelectorAll("main details:not([open])")];
  openedForPrint.forEach((details) => { details.open = true; });
});

addEventListener("afterprint", () => {
  openedForPrint.forEach((details) => { details.open = false; });
  openedForPrint = [];
});

// The menu closes with Escape, and gives the focus back to its button.
const menu = document.querySelector(".site-menu");
menu?.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A page that answered a form is left behind as one that was asked for: going back then sends nothing a second time.
addEventListener("submit", () => history.replaceState(null, "", location.href));
