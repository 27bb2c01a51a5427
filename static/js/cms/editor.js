// The editor of a translation: saves as one types, moves by keyboard, and shows beside a segment what the panel knows of it.
import { KeptWords } from "./kept-words.js";
import { Segment } from "./segment.js";
import { nodesOf } from "./tokens.js";

const NARROW = matchMedia("(width < 75rem)");
const PRESENCE = 20000;

class Desk {
    constructor(root) {
        this.root = root;
        this.words = JSON.parse(document.getElementById("desk-words").textContent);
        this.csrf = root.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
        this.kept = new KeptWords(root.dataset.owner);
        this.panel = document.getElementById("panel");
        this.panelBody = document.getElementById("panel-body");
        this.live = document.getElementById("desk-live");
        this.segments = new Map();
        for (const article of root.querySelectorAll("article.segment")) this.adopt(article);
        root.classList.add("desk--alive");
        root.addEventListener("focusin", event => this.entered(event));
        document.addEventListener("keydown", event => this.pressed(event));
        root.addEventListener("click", event => this.showTerm(event));
        this.panel.addEventListener("click", event => this.taken(event));
        // Pressing a button of the panel leaves the caret where it is.
        this.panel.addEventListener("mousedown", event => event.target.closest("[data-take], [data-insert]") && event.preventDefault());
        this.panel.addEventListener("submit", event => this.panelSubmitted(event));
        addEventListener("beforeunload", event => {
            if ([...this.segments.values()].some(segment => segment.dirty)) event.preventDefault();
        });
        addEventListener("online", () => this.saveAll());
        this.bindHeader();
        this.offerKept();
        this.beThere();
        setInterval(() => document.visibilityState === "visible" && this.beThere(), PRESENCE);
        const named = this.segments.get(location.hash.replace("#segment-", ""));
        if (named) named.focus();
    }

    adopt(article) {
        const segment = new Segment(article, this);
        this.segments.set(segment.id, segment);
        return segment;
    }

    bindHeader() {
        const keys = document.getElementById("desk-keys");
        for (const button of document.querySelectorAll("[data-desk]")) {
            button.hidden = false;
            button.addEventListener("click", () => {
                const does = { keys: () => keys.showModal(), "close-keys": () => keys.close(), next: () => this.toUndone(), preview: () => this.togglePreview(button) };
                does[button.dataset.desk]();
            });
        }
    }

    post(address, body) {
        return fetch(address, {
            method: "POST",
            redirect: "manual",
            headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf, "X-Requested-With": "XMLHttpRequest" },
            body: JSON.stringify(body),
        });
    }

    addressOf(segment, part) {
        return `${this.root.dataset.segments}${segment.id}/${part}/`;
    }

    announce(text) {
        this.live.textContent = "";
        requestAnimationFrame(() => { this.live.textContent = text; });
    }

    // Where one is, and beside it the panel.
    entered(event) {
        const article = event.target.closest("article.segment");
        if (!article || article === this.current?.article) return;
        this.current?.article.classList.remove("segment--current");
        this.current = this.segments.get(article.dataset.segment);
        article.classList.add("segment--current");
        if (NARROW.matches) article.append(this.panel);
        else if (this.panel.parentElement !== this.root) this.root.append(this.panel);
        this.panel.hidden = false;
        clearTimeout(this.panelTimer);
        this.panelTimer = setTimeout(() => this.showPanel(), 120);
    }

    async showPanel() {
        const segment = this.current;
        if (!segment) return;
        this.asking?.abort();
        this.asking = new AbortController();
        try {
            const answer = await fetch(this.addressOf(segment, "panel"), { headers: { "X-Requested-With": "XMLHttpRequest" }, signal: this.asking.signal });
            if (!answer.ok) throw new Error(answer.status);
            this.panelBody.innerHTML = await answer.text();
        } catch (error) {
            if (error.name !== "AbortError") this.panelBody.textContent = this.words.no_panel;
            return;
        }
        this.pointAtTerm();
        this.movePreview(segment);
    }

    afterSaving(segment, told, before) {
        this.showProgress(told.progress);
        this.count(before, -1);
        this.count(told.state, 1);
        if (segment === this.current) this.showPanel();
    }

    // The figures at the lists of segments, as they change under one's hands.
    count(state, step) {
        const lists = { changed: ["changed", "undone"], unconfirmed: ["unconfirmed", "undone"], todo: ["undone"], error: ["undone"], done: [] }[state];
        for (const name of lists) {
            const place = document.querySelector(`[data-count="${name}"]`);
            place.textContent = String(Number(place.textContent) + step);
        }
    }

    showProgress(progress) {
        if (!progress) return;
        const meter = document.getElementById("desk-progress");
        meter.value = progress.done;
        meter.max = progress.total;
        document.getElementById("desk-progress-words").textContent = progress.words;
    }

    taken(event) {
        const button = event.target.closest("[data-take]");
        if (button && this.current?.textarea) this.current.take(button.dataset.take);
        const rendering = event.target.closest("[data-insert]");
        if (rendering && this.current?.textarea) this.current.insert(rendering.dataset.insert);
    }

    // A term in the source shows its entry beside; the segment has the focus by then, or gets it.
    showTerm(event) {
        const term = event.target.closest("mark.term")?.dataset.term;
        if (!term) return;
        this.wantedTerm = term;
        const segment = this.segments.get(event.target.closest("article.segment").dataset.segment);
        segment.focus();
        this.pointAtTerm();
    }

    pointAtTerm() {
        const entry = this.panelBody.querySelector(`[data-term="${CSS.escape(this.wantedTerm ?? "")}"]`);
        if (!entry) return;
        this.wantedTerm = null;
        for (const other of this.panelBody.querySelectorAll(".panel__wanted")) other.classList.remove("panel__wanted");
        entry.classList.add("panel__wanted");
        entry.scrollIntoView({ block: "nearest" });
    }

    async panelSubmitted(event) {
        const form = event.target;
        if (form.method !== "post" || !this.current) return;
        event.preventDefault();
        const segment = this.current;
        await segment.save();
        const answer = await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual", headers: { "X-Requested-With": "XMLHttpRequest" } });
        // 422 is the panel itself, with what was typed and the reason why it was not taken.
        const isPanel = answer.ok || answer.status === 422;
        if (answer.type !== "opaqueredirect" && !isPanel) return this.announce(this.words.failed);
        if (answer.status !== 422) await this.reload(segment);
        if (isPanel) this.panelBody.innerHTML = await answer.text();
        else this.showPanel();
    }

    // What the server has of a segment now, unless somebody is typing there.
    async reload(segment) {
        const answer = await fetch(this.addressOf(segment, "row"), { headers: { "X-Requested-With": "XMLHttpRequest" } });
        if (!answer.ok || segment.dirty) return;
        const holder = document.createElement("template");
        holder.innerHTML = await answer.text();
        const article = holder.content.querySelector("article.segment");
        const focused = segment.article.contains(document.activeElement) && !this.panel.contains(document.activeElement);
        if (segment.article.contains(this.panel)) article.append(this.panel);
        segment.article.replaceWith(article);
        const fresh = this.adopt(article);
        if (segment === this.current) {
            this.current = fresh;
            article.classList.add("segment--current");
        }
        if (focused) fresh.focus();
    }

    saveAll() {
        for (const segment of this.segments.values()) if (segment.dirty) segment.save();
    }

    box(name, { title, text, textarea, rich }) {
        const box = document.getElementById(`desk-${name}`).content.cloneNode(true);
        box.querySelector("[data-title]").textContent = title;
        const words = box.querySelector("[data-text]");
        Object.assign(words, { lang: textarea.lang, dir: textarea.dir });
        if (rich) words.append(nodesOf(text));
        else words.textContent = text;
        return box;
    }

    offerKept() {
        for (const [id, kept] of this.kept.all()) this.segments.get(id)?.offerKept(kept);
        const first = this.root.querySelector("[data-does=use-kept]")?.closest(".segment");
        if (!first) return;
        first.scrollIntoView({ block: "center" });
        this.announce(first.querySelector("[data-kept] [data-title]").textContent);
    }

    async beThere() {
        const place = document.getElementById("desk-presence");
        const address = place?.dataset.address;
        if (!address) return;
        try {
            const answer = await this.post(address, { session: this.session ?? null, segment: Number(this.current?.article.dataset.number) || null });
            if (!answer.ok) return;
            const { session, words } = await answer.json();
            this.session = session;
            if (place.textContent !== words) place.textContent = words;
            place.hidden = !words;
        } catch {
            // Nobody can be asked without a connection.
        }
    }

    togglePreview(button) {
        const frame = document.getElementById("desk-preview");
        frame.hidden = !frame.hidden;
        button.setAttribute("aria-expanded", String(!frame.hidden));
        this.root.classList.toggle("desk--preview", !frame.hidden);
        this.current?.article.scrollIntoView({ block: "center" });
        if (!frame.hidden) this.movePreview(this.current);
    }

    movePreview(segment) {
        const frame = document.getElementById("desk-preview");
        if (!frame || frame.hidden) return;
        const address = `${frame.dataset.address}?segment=${segment?.id ?? ""}`;
        frame.contentWindow?.location.replace(address);
    }

    order() {
        return [...this.root.querySelectorAll("article.segment")].map(article => this.segments.get(article.dataset.segment));
    }

    to(step, wanted = () => true) {
        const order = this.order();
        const here = this.current ? order.indexOf(this.current) : step > 0 ? -1 : 0;
        for (let count = 1; count <= order.length; count += 1) {
            const place = here + step * count;
            const segment = order[((place % order.length) + order.length) % order.length];
            if (!wanted(segment)) continue;
            segment.focus();
            segment.article.scrollIntoView({ block: "center" });
            return;
        }
        this.announce(this.words.none_left);
    }

    toUndone(step = 1) {
        this.to(step, segment => segment.textarea && segment.state !== "done" && segment !== this.current);
    }

    pressed(event) {
        const { current } = this;
        const name = [event.ctrlKey || event.metaKey ? "Ctrl" : "", event.altKey ? "Alt" : "", event.shiftKey ? "Shift" : "", event.key].filter(Boolean).join("+");
        const does = {
            "Ctrl+Enter": () => current && this.saveAndGo(current, false),
            "Ctrl+Shift+Enter": () => current && this.saveAndGo(current, true),
            "Alt+PageDown": () => this.to(1),
            "Alt+PageUp": () => this.to(-1),
            F8: () => this.toUndone(),
            "Shift+F8": () => this.toUndone(-1),
            F2: () => current?.textarea && current.copySource(),
            F4: () => this.panel.querySelector("[data-take]")?.click(),
        }[name];
        if (!does) return;
        event.preventDefault();
        does();
    }

    async saveAndGo(segment, settle) {
        if (!segment.textarea) return this.to(1);
        const saved = settle ? await segment.settle() : await segment.save({ aloud: true });
        if (saved) this.toUndone();
    }
}

const root = document.getElementById("desk");
if (root) new Desk(root);
