// One segment of the editor: its field, how it is saved, and what is said about that.
import { RichField } from "./rich-field.js";
import { directionOf, inOneLine, linksIn, plainOfHtml, textOfHtml } from "./tokens.js";

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
        this.direction = this.textarea.dir;
        this.links = article.dataset.links ? article.dataset.links.split(" ") : [];
        this.dress();
        this.textarea.addEventListener("input", () => this.changed());
        if (article.dataset.kind === "line") this.keepToOneLine();
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
        this.turn();
    }

    // A title takes no line break: what is pasted in lines becomes one.
    keepToOneLine() {
        this.textarea.addEventListener("keydown", event => {
            if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.isComposing) {
                event.preventDefault();
                this.say(this.desk.words.one_line, "note", true);
            }
        });
        this.textarea.addEventListener("paste", event => {
            const text = event.clipboardData.getData("text/plain");
            const line = inOneLine(text);
            if (line === text) return;
            event.preventDefault();
            document.execCommand("insertText", false, line);
        });
    }

    // The field reads as the page will: Arabic from the right, also where it begins with a Latin name. An address alone
    // stands as it is read.
    turn() {
        (this.field?.element ?? this.textarea).dir = directionOf(this.textarea.value, this.direction);
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
        this.turn();
        clearTimeout(this.timer);
        if (!this.dirty) {
            this.desk.kept.drop(this.id);
            return;
        }
        this.desk.kept.put(this.id, this.textarea.value);
        if (this.halted) return this.say(this.halted, "failed");
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
        if (this.conflict || this.halted) return false;
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
        const { token, of } = this.article.dataset;
        const { words } = this.desk;
        this.say(words.saving, "saving");
        let answer;
        try {
            answer = await this.desk.post(this.form.action, { text, token, place: of });
        } catch {
            return this.tryLater(words.offline, settle);
        }
        const told = await answer.json().catch(() => ({}));
        if (answer.ok && told.saved) return this.written(text, told, aloud);
        if (answer.status === 409) return this.showConflict(told);
        if (answer.status === 410) return this.overtaken(told);
        if (answer.status === 400 || answer.status === 423) return this.refuse(told.error ?? words.failed, answer.status === 423);
        const isSignedOut = answer.status === 403 || answer.type === "opaqueredirect";
        return this.tryLater(isSignedOut ? words.signed_out : words.failed, settle, isSignedOut);
    }

    written(text, told, aloud) {
        this.tried = -1;
        this.saved = text;
        if (!this.dirty) this.desk.kept.drop(this.id);
        const before = this.lists;
        this.show(told);
        this.say(told.saved, "saved", aloud);
        this.desk.afterSaving(this, told, before);
        return true;
    }

    // The words are kept in this browser meanwhile.
    tryLater(why, settle, isSignedOut = false) {
        this.tried = (this.tried ?? -1) + 1;
        this.timer = setTimeout(() => this.save({ settle }), RETRIES[Math.min(this.tried, RETRIES.length - 1)]);
        this.say(why, "failed", this.tried === 0);
        if (isSignedOut) this.said.append(" ", document.getElementById("desk-sign-in").content.cloneNode(true));
        return false;
    }

    refuse(why, isForGood) {
        this.halted = isForGood ? why : "";
        this.say(why, "failed", true);
        return false;
    }

    // The source was published anew: the server has the words in the history of the text for which they were typed.
    async overtaken(told) {
        this.refuse(told.error, true);
        if (!told.segment || this.desk.segments.has(String(told.segment))) return false;
        const fresh = await this.desk.reload(this, String(told.segment));
        if (!fresh) return false;
        this.desk.kept.drop(this.id);
        this.desk.kept.put(fresh.id, this.textarea.value);
        fresh.offerKept({ text: this.textarea.value, title: told.error });
        this.desk.announce(told.error);
        return false;
    }

    // In which of the page's lists the segment stands, besides that of all.
    get lists() {
        const { article, state } = this;
        const lists = [];
        if (state !== "done") lists.push("undone");
        if (state === "changed" || state === "unconfirmed") lists.push(state);
        if (state === "error" || article.querySelector("[data-findings] > *")) lists.push("findings");
        if (article.querySelector("[data-comments]")) lists.push("comments");
        return lists;
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

    // Whether the server has the same words: then what can be undone in the field stays.
    isLike(article) {
        return this.textarea?.value === article.querySelector("textarea[name=text]")?.value && this.state === article.dataset.state;
    }

    refresh(article) {
        for (const part of [".segment__head", "[data-findings]"])
            this.article.querySelector(part).replaceWith(article.querySelector(part));
        this.article.dataset.token = article.dataset.token;
        if (this.form) this.form.elements.token.value = article.dataset.token;
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

    offerKept({ text, at, title }) {
        if (!this.textarea) return;
        if (text === this.saved) return this.desk.kept.drop(this.id);
        this.keptText = text;
        const when = new Date(at).toLocaleString(document.documentElement.lang);
        this.article.querySelector("[data-kept]").replaceChildren(
            this.desk.box("kept", { title: title ?? this.desk.words.kept.replace("%(when)s", when), text, textarea: this.textarea, rich: this.rich }),
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
        return false;
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
