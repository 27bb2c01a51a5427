// A segment as its text field holds it (⟦1⟧words⟦/1⟧), as the nodes of the rich field, and as HTML: translation/services/tokens.py.
const STYLES = ["abbr", "acronym", "b", "code", "em", "i", "strong"];
const TOKEN = /⟦([^⟦⟧]*|[⟦⟧])⟧/gu;

// Where a caret finds no letter to stand beside, this sign gives it a place. It is in the rich field alone.
export const CARET = "\uFEFF";

export function chip(number, words) {
    const element = document.createElement("span");
    element.className = "chip";
    element.dataset.link = number;
    element.textContent = words;
    return element;
}

export function nodesOf(text) {
    const root = document.createDocumentFragment();
    let place = root;
    let end = 0;
    const write = words => words.split("\n").forEach((line, index) => {
        if (index) place.append(document.createElement("br"));
        if (line) place.append(line);
    });
    for (const found of text.matchAll(TOKEN)) {
        write(text.slice(end, found.index));
        end = found.index + found[0].length;
        const name = found[1];
        if (name === "⟦" || name === "⟧") write(name);
        else if (name.startsWith("/")) place = place.parentNode ?? root;
        else {
            const inner = STYLES.includes(name) ? document.createElement(name) : chip(name, "");
            place.append(inner);
            place = inner;
        }
    }
    write(text.slice(end));
    return root;
}

// A browser breaks a line of the field by a sign or by an element: both are a line's end.
export function textOf(root) {
    const parts = [];
    const walk = node => {
        for (const child of node.childNodes) {
            if (child.nodeType === Node.TEXT_NODE) {
                parts.push(child.data.replaceAll(CARET, "").replaceAll(/[⟦⟧]/gu, "⟦$&⟧"));
            } else if (child.localName === "br") {
                parts.push("\n");
            } else if (child.nodeType === Node.ELEMENT_NODE) {
                const name = child.dataset.link ?? (STYLES.includes(child.localName) ? child.localName : "");
                const empty = name && !child.dataset.link && !child.textContent;
                // A browser wraps a new line into a block of its own.
                if (["div", "p"].includes(child.localName) && parts.length) parts.push("\n");
                if (name && !empty) parts.push(`⟦${name}⟧`);
                walk(child);
                if (name && !empty) parts.push(`⟦/${name}⟧`);
            }
        }
    };
    walk(root);
    return parts.join("").replace(/\n+$/u, "");
}

// What the panel offers is a segment's HTML. A link that this segment does not have, or has already, is taken as its words.
export function textOfHtml(html, links) {
    const seen = new Set();
    const { body } = new DOMParser().parseFromString(html.replaceAll("\n", " "), "text/html");
    for (const link of body.querySelectorAll("a")) {
        const number = /^a\d+$/u.test(link.id) ? link.id.slice(1) : `#${link.id}`;
        if (links.includes(number) && !seen.has(number)) {
            seen.add(number);
            const inner = chip(number, "");
            inner.append(...link.childNodes);
            link.replaceWith(inner);
        } else link.replaceWith(...link.childNodes);
    }
    return textOf(body);
}

export function plainOfHtml(html) {
    return textOfHtml(html, []).replaceAll(/⟦([⟦⟧])⟧/gu, "$1").replaceAll(/⟦[^⟦⟧]*⟧/gu, "");
}

export function linksIn(text) {
    return [...text.matchAll(/⟦(\d+|#[\w.-]+)⟧/gu)].map(found => found[1]);
}

export function inOneLine(text) {
    return text.replaceAll(/\s*[\r\n]+\s*/gu, " ");
}

const FROM_THE_RIGHT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;
const OF_TAGS = /⟦[^⟦⟧]*⟧/gu;

// The language's own direction, unless all letters are of the other.
export function directionOf(text, own) {
    const words = text.replaceAll(OF_TAGS, "");
    const isFromRight = FROM_THE_RIGHT.test(words);
    const isFromLeft = /\p{L}/u.test(words.replaceAll(new RegExp(FROM_THE_RIGHT, "gu"), ""));
    if (own === "rtl") return isFromLeft && !isFromRight ? "ltr" : "rtl";
    return isFromRight && !isFromLeft ? "rtl" : "ltr";
}
