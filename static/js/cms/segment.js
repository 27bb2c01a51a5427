// One segment of the editor: its field, how it is saved, and what is said about that.
import { RichField } from "./rich-field.js";
import { linksIn, plainOfHtml, textOfHtml } from "./tokens.js";

const PAUSE = 1000;
const RETRIES = [3000, 8000, 20000, 60000];

export class Segment {
    constructor(article, desk) {
        this.article = article;
        this.desk = desk;
        this.id = article.dataset.segment;
        this.form = article.querySelector("form.segment__form");
        this.textarea = this.form?.querySelector("textarea") ?? null;
        this.said = article.querySelector("[data-saved]");
        if (!this.textarea) return;
        this.saved = this.textarea.value;
        this.rich = article.dataset.kind === "rich";
        this.links = article.dataset.links ? article.dataset.links.split(" ") : [];
        this.dress();
        this.textarea.addEventListener("input", () => this.changed());
        this.form.addEventListener("submit", event => this.submitted(event));
        article.addEventListener("focusout", event => {
            if (this.holds(event.target)) this.leave();
            if (!article.contains(event.relatedTarget) && this.dirty) this.save();
        });
        article.addEventListener("click", event => this.clicked(event));
    }

    get state() {
        return this.article.dataset.state;
    }

    get dirty() {
        return this.textarea !== null && this.textarea.value !== this.saved;
    }

    dress() {
        const { words } = this.desk;
        this.field = null;
        for (const button of this.form.querySelectorAll("button[data-does]")) button.hidden = false;
        if (this.rich) {
            this.field = new RichField(this.textarea, {
                links: this.links,
                label: this.textarea.getAttribute("aria-label"),
                onRefusal: number => this.say(words.link_kept.replace("%(number)s", number), "note"),
            });
            this.showLost();
        } else {
            this.size();
        }
    }

    size() {
        if (CSS.supports("field-sizing", "content")) return;
        this.textarea.style.blockSize = "auto";
        this.textarea.style.blockSize = `${this.textarea.scrollHeight + 2}px`;
    }

    focus() {
        (this.field ?? this.textarea)?.focus();
        if (!this.textarea) this.article.focus();
    }

    changed() {
        if (this.rich) this.showLost();
        else this.size();
        clearTimeout(this.timer);
        if (!this.dirty) {
            this.desk.kept.drop(this.id);
            return;
        }
        this.desk.kept.put(this.id, this.textarea.value);
        this.say(this.desk.words.unsaved, "waiting");
        this.timer = setTimeout(() => this.save(), PAUSE);
    }

    put(text) {
        if (this.field) this.field.replace(text);
        else {
            this.textarea.focus();
            this.textarea.select();
            if (!document.execCommand("insertText", false, text) || this.textarea.value !== text) {
                this.textarea.value = text;
                this.textarea.dispatchEvent(new Event("input", { bubbles: true }));
            }
        }
    }

    holds(element) {
        return element === (this.field?.element ?? this.textarea);
    }

    // Where the caret was is where a rendering from the panel goes.
    leave() {
        const selection = document.getSelection();
        if (this.field && selection.rangeCount) this.caret = selection.getRangeAt(0).cloneRange();
    }

    insert(words) {
        const { caret } = this;
        const isInField = this.holds(document.activeElement);
        this.focus();
        if (this.field && !isInField) {
            const selection = document.getSelection();
            selection.selectAllChildren(this.field.element);
            selection.collapseToEnd();
            if (caret && this.field.element.contains(caret.startContainer)) {
                selection.removeAllRanges();
                selection.addRange(caret);
            }
        }
        document.execCommand("insertText", false, words);
    }

    take(html) {
        this.put(this.rich ? textOfHtml(html, this.links) : plainOfHtml(html));
    }

    copySource() {
        this.put(this.article.dataset.source);
    }

    // Whatever holds as it stands: the old words of a changed segment, or what a machine, a memory or a file filled in.
    async settle() {
        const button = this.form.querySelector("[name=settle]");
        if (!button) return this.save({ aloud: true });
        return this.save({ aloud: true, settle: true });
    }

    submitted(event) {
        event.preventDefault();
        const settle = event.submitter?.name === "settle";
        this.save({ aloud: true, settle });
    }

    clicked(event) {
        const button = event.target.closest("button[data-does]");
        if (!button || !this.article.contains(button)) return;
        const does = {
            copy: () => this.copySource(),
            link: () => this.field?.insertLink(button.dataset.link, button.dataset.words),
            "use-kept": () => this.useKept(),
            "drop-kept": () => this.dropKept(),
            mine: () => this.keepMine(),
            theirs: () => this.takeTheirs(),
        }[button.dataset.does];
        does?.();
    }

    async save({ aloud = false, settle = false } = {}) {
        clearTimeout(this.timer);
        if (this.conflict) return false;
        if (this.running) {
            this.again = { aloud, settle };
            return this.running;
        }
        if (!this.dirty && !settle) {
            if (aloud) this.say(this.desk.words.nothing_new, "saved", aloud);
            return true;
        }
        this.running = this.send({ aloud, settle });
        const done = await this.running;
        this.running = null;
        if (this.again) {
            const next = this.again;
            this.again = null;
            if (this.dirty || next.settle) return this.save(next);
        }
        return done;
    }

    async send({ aloud, settle }) {
        const text = this.textarea.value;
        const { words } = this.desk;
        this.say(words.saving, "saving");
        let answer;
        try {
            answer = await this.desk.post(this.form.action, { text, token: this.article.dataset.token });
        } catch {
            this.tried = (this.tried ?? -1) + 1;
            this.timer = setTimeout(() => this.save({ settle }), RETRIES[Math.min(this.tried, RETRIES.length - 1)]);
            this.say(words.offline, "failed", this.tried === 0);
            return false;
        }
        this.tried = -1;
        const told = await answer.json().catch(() => ({ error: answer.type === "opaqueredirect" ? words.signed_out : words.failed }));
        if (answer.status === 409) {
            this.showConflict(told);
            return false;
        }
        if (!answer.ok) {
            this.say(told.error ?? words.failed, "failed", true);
            return false;
        }
        this.saved = text;
        if (!this.dirty) this.desk.kept.drop(this.id);
        const before = this.state;
        this.show(told);
        this.say(told.saved, "saved", aloud);
        this.desk.afterSaving(this, told, before);
        return true;
    }

    show(told) {
        this.article.querySelector("[data-error]")?.remove();
        this.article.dataset.token = told.token;
        this.form.elements.token.value = told.token;
        this.article.dataset.state = told.state;
        this.article.querySelector("[data-state-name]").textContent = told.state_name;
        this.article.querySelector("[data-findings]").innerHTML = told.findings;
        this.article.querySelector("[data-filled-by]")?.remove();
        if (told.state !== "changed") this.article.querySelector("[data-previous]")?.remove();
        if (told.state !== "changed" && told.state !== "unconfirmed") this.form.querySelector("[name=settle]")?.remove();
    }

    say(text, how, aloud = false) {
        if (this.said) {
            this.said.textContent = text;
            this.said.dataset.how = how;
        }
        if (aloud) this.desk.announce(text);
    }

    showLost() {
        const place = this.article.querySelector("[data-lost]");
        const there = linksIn(this.textarea.value);
        const sources = linksIn(this.article.dataset.source);
        const lost = sources.filter(number => !there.includes(number));
        place.hidden = !lost.length || !this.textarea.value;
        place.replaceChildren(
            ...lost.map(number => {
                const button = document.createElement("button");
                const words = this.article.querySelector(`.segment__source [data-link="${CSS.escape(number)}"]`)?.textContent ?? number;
                button.type = "button";
                button.className = "desk-button";
                button.dataset.does = "link";
                button.dataset.link = number;
                button.dataset.words = words;
                button.textContent = this.desk.words.put_link.replace("%(number)s", number).replace("%(words)s", words);
                return button;
            }),
        );
    }

    offerKept({ text, at }) {
        if (!this.textarea || text === this.saved) return this.desk.kept.drop(this.id);
        this.keptText = text;
        const when = new Date(at).toLocaleString(document.documentElement.lang);
        this.article.querySelector("[data-kept]").append(
            this.desk.box("kept", { title: this.desk.words.kept.replace("%(when)s", when), text, textarea: this.textarea, rich: this.rich }),
        );
    }

    useKept() {
        this.article.querySelector("[data-kept]").replaceChildren();
        this.put(this.keptText);
    }

    dropKept() {
        this.article.querySelector("[data-kept]").replaceChildren();
        this.desk.kept.drop(this.id);
        this.focus();
    }

    showConflict(told) {
        this.conflict = told;
        this.say("", "failed");
        this.desk.announce(told.error);
        const options = { title: told.error, text: told.theirs, textarea: this.textarea, rich: this.rich };
        this.article.querySelector("[data-kept]").replaceChildren(this.desk.box("conflict", options));
    }

    settleConflict() {
        this.article.dataset.token = this.conflict.token;
        this.article.querySelector("[data-kept]").replaceChildren();
        const { theirs } = this.conflict;
        this.conflict = null;
        return theirs;
    }

    keepMine() {
        this.saved = this.settleConflict();
        if (!this.dirty) return this.desk.reload(this);
        this.save({ aloud: true });
    }

    // The server keeps what was refused in the segment's history.
    takeTheirs() {
        this.saved = this.settleConflict();
        this.put(this.saved);
        this.desk.kept.drop(this.id);
        this.desk.reload(this);
    }
}
