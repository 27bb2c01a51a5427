// Works a little in the background, so that a person need not wait: no puzzle, no third party.
// It looks for the number that makes the SHA-256 of "challenge:number" begin with so many zero bits.
const form = document.querySelector("form[data-challenge]");

async function solve({ challenge, bits }) {
  const encoder = new TextEncoder();
  for (let number = 0; ; number += 1) {
    const text = encoder.encode(`${challenge}:${number}`);
    const digest = new DataView(await crypto.subtle.digest("SHA-256", text));
    if (Math.clz32(digest.getUint32(0)) >= Number(bits)) return number;
  }
}

// Browsers offer it on safe connections alone. Without it the form works as well, only not as fast.
if (form && crypto.subtle) {
  solve(form.dataset).then((number) => {
    form.elements.challenge.value = form.dataset.challenge;
    form.elements.solution.value = number;
  });
}
