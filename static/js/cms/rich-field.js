// A text field of a segment in which bold is bold and a link is a chip: its words can be changed, its number cannot.
// Whatever comes from outside comes as plain text. The hidden text field holds the same words as tokens.
import { CARET, chip, nodesOf, textOf } from "./tokens.js";

const ALLOWED = /^(?:insert(?:Text|ReplacementText|LineBreak|Paragraph|CompositionText|Transpose)|delete|history|formatBold|formatItalic)/u;

export class RichField {
    constructor(textarea, { links, label, onRefusal }) {
        this.textarea = textarea;
        this.links = links;
        this.onRefusal = onRefusal;
        this.element = document.createElement("div");
        Object.assign(this.element, { className: "rich-field", contentEditable: "true", lang: textarea.lang, dir: textarea.dir });
        this.element.setAttribute("role", "textbox");
        this.element.setAttribute("aria-multiline", "true");
        this.element.setAttribute("aria-label", label);
        if (textarea.getAttribute("aria-describedby"))
            this.element.setAttribute("aria-describedby", textarea.getAttribute("aria-describedby"));
        this.element.spellcheck = true;
        this.show();
        textarea.hidden = true;
        textarea.after(this.element);
        this.element.addEventListener("beforeinput", event => this.watch(event));
        this.element.addEventListener("input", () => this.changed());
        this.element.addEventListener("paste", event => this.paste(event));
        this.element.addEventListener("drop", event => event.preventDefault());
        this.element.addEventListener("keydown", event => this.leaveChip(event));
    }

    focus() {
        this.element.focus();
    }

    show() {
        this.element.replaceChildren(nodesOf(this.textarea.value));
        this.giveCaretsAPlace();
    }

    // Through the browser's own editing, so that it can be undone.
    replace(text) {
        this.focus();
        document.getSelection().selectAllChildren(this.element);
        const holder = document.createElement("div");
        holder.append(nodesOf(text));
        if (text) document.execCommand("insertHTML", false, holder.innerHTML);
        else document.execCommand("delete");
        if (textOf(this.element) !== text) {
            this.textarea.value = text;
            this.show();
        }
        this.changed();
    }

    insertLink(number, words) {
        this.focus();
        const selection = document.getSelection();
        if (selection.isCollapsed && selection.anchorOffset === 0 && selection.anchorNode === this.element) {
            selection.selectAllChildren(this.element);
            selection.collapseToEnd();
        }
        document.execCommand("insertHTML", false, chip(number, words).outerHTML);
        this.changed();
    }

    changed() {
        for (const styled of this.element.querySelectorAll("[style]")) styled.removeAttribute("style");
        this.giveCaretsAPlace();
        this.textarea.value = textOf(this.element);
        this.textarea.dispatchEvent(new Event("input", { bubbles: true }));
    }

    giveCaretsAPlace() {
        for (const link of this.element.querySelectorAll(".chip")) {
            if (link.previousSibling?.nodeType !== Node.TEXT_NODE) link.before(CARET);
            if (link.nextSibling?.nodeType !== Node.TEXT_NODE) link.after(CARET);
        }
    }

    watch(event) {
        const { inputType } = event;
        if (!ALLOWED.test(inputType)) return event.preventDefault();
        if (inputType === "insertParagraph") {
            event.preventDefault();
            return document.execCommand("insertLineBreak");
        }
        const selection = document.getSelection();
        const [target] = event.getTargetRanges();
        if (inputType.startsWith("delete") && selection.isCollapsed && target) return this.keepChips(event, target);
        if (inputType === "insertText" && !selection.isCollapsed) return this.writeIntoChip(event, selection);
    }

    // One press of a key takes letters, never a link.
    keepChips(event, target) {
        const range = document.createRange();
        range.setStart(target.startContainer, target.startOffset);
        range.setEnd(target.endContainer, target.endOffset);
        if (range.toString().replaceAll(CARET, "") === "") return this.stepIntoChip(event, range);
        const refused = [...this.element.querySelectorAll(".chip")].find(link => range.intersectsNode(link) && this.covers(range, link));
        if (!refused) return;
        event.preventDefault();
        this.onRefusal(refused.dataset.link);
    }

    covers(range, link) {
        const inside = document.createRange();
        inside.selectNodeContents(link);
        return (
            range.compareBoundaryPoints(Range.START_TO_START, inside) <= 0 && range.compareBoundaryPoints(Range.END_TO_END, inside) >= 0
        ) || range.toString() === link.textContent;
    }

    // What stands between the caret and the chip is no letter.
    stepIntoChip(event, range) {
        const backward = event.inputType.endsWith("Backward");
        const node = range.startContainer;
        const link = backward ? node.previousSibling : node.nextSibling;
        if (!link?.dataset?.link) return;
        event.preventDefault();
        const selection = document.getSelection();
        selection.selectAllChildren(link);
        if (backward) selection.collapseToEnd();
        else selection.collapseToStart();
    }

    writeIntoChip(event, selection) {
        const range = selection.getRangeAt(0);
        const closest = node => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".chip");
        const link = closest(range.startContainer) ?? closest(range.endContainer);
        if (!link || range.toString() !== link.textContent) return;
        event.preventDefault();
        // At a chip's end the browser writes into it; at its beginning it would write before it.
        link.normalize();
        const { length } = link.textContent;
        selection.selectAllChildren(link);
        selection.collapseToEnd();
        document.execCommand("insertText", false, event.data);
        const old = document.createRange();
        old.setStart(link, 0);
        old.setEnd(...this.positionIn(link, length));
        selection.removeAllRanges();
        selection.addRange(old);
        document.execCommand("delete");
        selection.selectAllChildren(link);
        selection.collapseToEnd();
    }

    positionIn(link, letters) {
        const walker = document.createTreeWalker(link, NodeFilter.SHOW_TEXT);
        let left = letters;
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            if (left <= node.length) return [node, left];
            left -= node.length;
        }
        return [link, link.childNodes.length];
    }

    paste(event) {
        event.preventDefault();
        const lines = event.clipboardData.getData("text/plain").replaceAll(/\r\n?/gu, "\n").split("\n");
        lines.forEach((line, index) => {
            if (index) document.execCommand("insertLineBreak");
            if (line) document.execCommand("insertText", false, line);
        });
    }

    // At a chip's end the caret stands within it: the arrow that leads on leads out.
    leaveChip(event) {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        const selection = document.getSelection();
        if (!selection.isCollapsed || selection.anchorNode?.nodeType !== Node.TEXT_NODE) return;
        const link = selection.anchorNode.parentElement.closest(".chip");
        if (!link) return;
        const forward = (event.key === "ArrowRight") === (getComputedStyle(this.element).direction === "ltr");
        if (forward && selection.anchorOffset === selection.anchorNode.length) {
            if (!link.nextSibling?.data?.startsWith(CARET)) link.after(CARET);
            event.preventDefault();
            selection.collapse(link.nextSibling, 1);
        } else if (!forward && selection.anchorOffset === 0) {
            if (!link.previousSibling?.data?.endsWith(CARET)) link.before(CARET);
            event.preventDefault();
            selection.collapse(link.previousSibling, link.previousSibling.length - 1);
        }
    }
}
