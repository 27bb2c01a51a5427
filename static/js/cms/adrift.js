// Words that were kept in this browser and have no field on this page to go to: the translation is in review, the source
// has another text by now, or the list leaves their segment out.
import { nodesOf } from "./tokens.js";

export function showAdrift(desk, place) {
    const { language } = desk.root.dataset;
    for (const [name, { text, at }] of desk.kept.all()) {
        const id = name.split(":").find(part => /^\d+$/u.test(part));
        const segment = desk.segments.get(id);
        const isComment = name.startsWith("beside:");
        if (segment && (isComment || segment.textarea)) continue;
        const box = document.getElementById("desk-adrift").content.cloneNode(true);
        const element = box.firstElementChild;
        box.querySelector("[data-title]").textContent = desk.words.kept.replace("%(when)s", new Date(at).toLocaleString(document.documentElement.lang));
        const words = box.querySelector("[data-text]");
        words.dir = "auto";
        if (isComment) words.textContent = text;
        else {
            words.lang = language;
            words.append(nodesOf(text));
        }
        const link = box.querySelector("[data-show]");
        const isElsewhere = !segment && new URLSearchParams(location.search).get("show") && !location.search.includes("show=all");
        if (segment) link.href = `#segment-${id}`;
        else if (isElsewhere) link.href = `?show=all#segment-${id}`;
        else link.remove();
        box.querySelector("[data-copy]").addEventListener("click", async event => {
            const button = event.currentTarget;
            await navigator.clipboard.writeText(words.innerText);
            button.textContent = desk.words.copied;
        });
        box.querySelector("[data-drop]").addEventListener("click", () => {
            desk.kept.drop(name);
            element.remove();
        });
        place.append(box);
    }
    if (place.firstElementChild) desk.announce(place.querySelector("[data-title]").textContent);
}
