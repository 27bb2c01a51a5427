// Goes on by itself where the work of a page is done and something follows. Without a script the link does.
const next = document.querySelector("a[data-go-on]");
if (next) window.location.replace(next.href);
