// The editor of a translation: its segments, the keys that lead through them, and what is said of the page as a whole.
import { showAdrift } from "./adrift.js";
import { Beside } from "./beside.js";
import { KeptWords } from "./kept-words.js";
import { Segment } from "./segment.js";
import { nodesOf } from "./tokens.js";

const PRESENCE = 20000;
// What may go out while a page closes (the browsers' limit is 64 KB for all of it).
const LAST_WORDS = 20000;
// Letters' heights from side to side, from which on the panel has a column of its own.
const WIDE = 57;

class Desk {
    constructor(root) {
        this.root = root;
        this.words = JSON.parse(document.getElementById("desk-words").textContent);
        this.kept = new KeptWords(root.dataset.owner);
        this.live = document.getElementById("desk-live");
        this.beside = new Beside(this);
        this.segments = new Map();
        for (const article of root.querySelectorAll("article.segment")) this.adopt(article);
        root.classList.add("desk--alive");
        root.addEventListener("focusin", event => this.entered(event));
        document.addEventListener("keydown", event => this.pressed(event));
        root.addEventListener("click", event => this.clicked(event));
        addEventListener("beforeunload", event => {
            if ([...this.segments.values()].some(segment => segment.dirty)) event.preventDefault();
        });
        addEventListener("online", () => this.saveAll());
        addEventListener("focus", () => this.saveAll());
        document.addEventListener("visibilitychange", () => {
            this.saveAll();
            if (document.visibilityState === "visible") this.beThere();
        });
        this.bindBar();
        new ResizeObserver(() => this.measure()).observe(root);
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

    bindBar() {
        const keys = document.getElementById("desk-keys");
        const more = document.getElementById("desk-more");
        for (const button of document.querySelectorAll("[data-desk]")) {
            button.hidden = false;
            button.addEventListener("click", () => {
                const does = { keys: () => keys.showModal(), "close-keys": () => keys.close(), next: () => this.toUndone(), preview: () => this.beside.togglePreview(button) };
                does[button.dataset.desk]();
            });
        }
        const leave = to => { if (to && !more.contains(to)) more.open = false; };
        more.addEventListener("focusout", event => leave(event.relatedTarget));
        document.addEventListener("click", event => leave(event.target));
        more.addEventListener("keydown", event => {
            if (event.key !== "Escape") return;
            more.open = false;
            more.querySelector("summary").focus();
        });
    }

    // What stands above the segments stays in sight while it leaves most of the window to them.
    measure() {
        const letter = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
        const bar = document.getElementById("desk-bar");
        const top = document.querySelector(".w-slim-header");
        const header = top && getComputedStyle(top).position === "sticky" ? top.offsetHeight : 0;
        const stays = header + bar.offsetHeight < innerHeight / 4;
        bar.classList.toggle("desk-bar--stays", stays);
        bar.style.setProperty("--desk-header", `${header}px`);
        this.root.style.setProperty("--desk-above", `${header + (stays ? bar.offsetHeight : 0)}px`);
        this.root.classList.toggle("desk--wide", this.root.clientWidth >= WIDE * letter);
        this.beside.place();
    }

    // Signing in again in another window changes what proves that a form is the site's: the cookie has it as it is now.
    send(address, body, headers) {
        const csrf = /(?:^|; )csrftoken=([^;]+)/u.exec(document.cookie)?.[1] ?? this.root.querySelector("[name=csrfmiddlewaretoken]").value;
        return fetch(address, { method: "POST", redirect: "manual", headers: { "X-CSRFToken": csrf, ...headers }, body, keepalive: body.length < LAST_WORDS });
    }

    post(address, body) {
        return this.send(address, JSON.stringify(body), { "Content-Type": "application/json", "X-Requested-With": "XMLHttpRequest" });
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
        this.beside.enter();
    }

    clicked(event) {
        const segment = this.segments.get(event.target.closest("article.segment")?.dataset.segment);
        if (!segment) return;
        const term = event.target.closest("mark.term")?.dataset.term;
        if (term) {
            segment.focus();
            this.beside.showTerm(term);
        } else if (event.target.closest("[data-does=beside]")) {
            event.preventDefault();
            this.beside.swap();
        }
    }

    afterSaving(segment, told, before) {
        this.showProgress(told.progress);
        this.recount(before, segment.lists);
        if (segment === this.current) this.beside.show();
    }

    // The figures at the lists of segments, as they change under one's hands.
    recount(before, after) {
        for (const [names, step] of [[before, -1], [after, 1]])
            for (const name of names) {
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

    // What the server has of a segment now, unless somebody is typing there. `id`: of the segment that took its place.
    async reload(segment, id = segment.id) {
        let answer;
        try {
            answer = await fetch(this.addressOf({ id }, "row"), { headers: { "X-Requested-With": "XMLHttpRequest" } });
        } catch {
            return null;
        }
        if (!answer.ok || (segment.dirty && id === segment.id)) return null;
        const holder = document.createElement("template");
        holder.innerHTML = await answer.text();
        const article = holder.content.querySelector("article.segment");
        const before = segment.lists;
        if (id === segment.id && segment.isLike(article)) segment.refresh(article);
        else segment = this.replace(segment, article);
        this.recount(before, segment.lists);
        return segment;
    }

    replace(segment, article) {
        const panel = this.beside.element;
        const focused = segment.article.contains(document.activeElement) && !panel.contains(document.activeElement);
        if (segment.article.contains(panel)) this.root.append(panel);
        segment.article.replaceWith(article);
        this.segments.delete(segment.id);
        const fresh = this.adopt(article);
        if (segment === this.current) {
            this.current = fresh;
            article.classList.add("segment--current");
            this.beside.place();
            if (fresh.id !== segment.id) this.beside.enter();
        }
        if (focused) fresh.focus();
        return fresh;
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
        showAdrift(this, document.getElementById("desk-kept-words"));
        const first = this.root.querySelector("[data-does=use-kept]")?.closest(".segment");
        if (!first) return;
        first.scrollIntoView({ block: "center" });
        this.announce(first.querySelector("[data-kept] [data-title]").textContent);
    }

    async beThere() {
        const place = document.getElementById("desk-presence");
        const { version, frozen } = this.root.dataset;
        try {
            const answer = await this.post(place.dataset.address, {
                session: this.session ?? null,
                segment: Number(this.current?.article.dataset.number) || null,
                version: Number(version),
                frozen: frozen !== undefined,
            });
            if (!answer.ok) return;
            const { session, words, news } = await answer.json();
            this.session = session;
            if (place.textContent !== words) place.textContent = words;
            place.hidden = !words;
            this.showNews(news);
        } catch {
            // Nobody can be asked without a connection.
        }
    }

    // What happened to the translation as a whole since it was opened.
    showNews(text) {
        const place = document.getElementById("desk-news");
        const said = place.querySelector("[data-said]");
        place.hidden = !text;
        if (said.textContent !== text) said.textContent = text;
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
        const { current, beside } = this;
        const isBeside = beside.element.contains(event.target);
        const name = [event.ctrlKey || event.metaKey ? "Ctrl" : "", event.altKey ? "Alt" : "", event.shiftKey ? "Shift" : "", event.key].filter(Boolean).join("+");
        const does = {
            "Ctrl+Enter": () => (isBeside ? event.target.form?.requestSubmit() : current && this.saveAndGo(current, false)),
            "Ctrl+Shift+Enter": () => current && this.saveAndGo(current, true),
            "Alt+PageDown": () => this.to(1),
            "Alt+PageUp": () => this.to(-1),
            F8: () => this.toUndone(),
            "Shift+F8": () => this.toUndone(-1),
            F2: () => current?.textarea && current.copySource(),
            F4: () => beside.takeFirst(),
            F6: () => beside.swap(),
            F9: () => beside.writeComment(),
            ...(isBeside && { Escape: () => current?.focus() }),
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
