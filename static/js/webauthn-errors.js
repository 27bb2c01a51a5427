// Says on the page, in its language, that a passkey or security key was not used.
document.addEventListener("allauth.error", (event) => {
  const notice = document.querySelector("[data-webauthn-error]");
  if (!notice) return;
  event.preventDefault();
  notice.hidden = false;
  notice.scrollIntoView({ block: "nearest" });
});
