// What stands beside a segment: the panel with what is known of it, and the page's preview.
const FROM_SCRIPT = { "X-Requested-With": "XMLHttpRequest" };
const TYPED = "textarea, input:not([type=hidden])";

export class Beside {
    constructor(desk) {
        this.desk = desk;
        this.element = document.getElementById("panel");
        this.body = document.getElementById("panel-body");
        this.title = document.getElementById("panel-title");
        this.frame = document.getElementById("desk-preview");
        const { element } = this;
        element.addEventListener("click", event => this.taken(event));
        // Pressing a button of the panel leaves the caret where it is.
        element.addEventListener("mousedown", event => event.target.closest("[data-take], [data-insert]") && event.preventDefault());
        element.addEventListener("submit", event => this.submitted(event));
        element.addEventListener("input", event => this.keep(event.target));
        element.addEventListener("focusout", () => this.stale && setTimeout(() => this.show()));
    }

    get segment() {
        return this.desk.current;
    }

    // Soon, for whoever runs through the segments asks for none of those between.
    enter() {
        this.place();
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.show(), 120);
    }

    // Beside the segments, or within the segment where there is no room for two columns.
    place() {
        const { element, segment } = this;
        const { root } = this.desk;
        const home = root.classList.contains("desk--wide") ? root : segment?.article ?? root;
        element.hidden = !segment && !root.classList.contains("desk--wide");
        if (element.parentElement === home) return;
        home.append(element);
        // A frame that is moved is empty.
        this.previewed = "";
        this.movePreview(segment);
    }

    async show() {
        clearTimeout(this.timer);
        const { segment } = this;
        if (!segment) return;
        this.movePreview(segment);
        if (this.waitsFor(segment)) return;
        this.asking?.abort();
        this.asking = new AbortController();
        try {
            const answer = await fetch(this.desk.addressOf(segment, "panel"), { headers: FROM_SCRIPT, signal: this.asking.signal });
            if (!answer.ok) throw new Error(answer.status);
            const html = await answer.text();
            if (!this.waitsFor(segment)) this.fill(html, segment);
        } catch (error) {
            if (error.name !== "AbortError") this.body.textContent = this.desk.words.no_panel;
        }
    }

    // Whoever writes here is not disturbed; what is new is shown when they have done.
    waitsFor(segment) {
        const { activeElement } = document;
        this.stale = this.shown === segment.id && this.body.contains(activeElement) && activeElement.matches(TYPED);
        return this.stale;
    }

    fill(html, segment) {
        const hadFocus = this.body.contains(document.activeElement);
        this.stale = false;
        this.body.innerHTML = html;
        if (hadFocus) this.title.focus({ preventScroll: true });
        this.shown = segment.id;
        for (const control of this.body.querySelectorAll(TYPED)) {
            const kept = control.id && !control.value && this.desk.kept.get(this.nameOf(control));
            if (!kept) continue;
            control.value = kept;
            const details = control.closest("details");
            if (details) details.open = true;
        }
        this.pointAtTerm();
    }

    nameOf(control) {
        return `beside:${this.shown}:${control.id}`;
    }

    keep(control) {
        if (!control.matches(TYPED) || !control.id) return;
        if (control.value.trim()) this.desk.kept.put(this.nameOf(control), control.value);
        else this.desk.kept.drop(this.nameOf(control));
    }

    taken(event) {
        const { segment } = this;
        if (!segment?.textarea) return;
        const button = event.target.closest("[data-take]");
        if (button) segment.take(button.dataset.take);
        const rendering = event.target.closest("[data-insert]");
        if (rendering) segment.insert(rendering.dataset.insert);
    }

    takeFirst() {
        this.element.querySelector("[data-take]")?.click();
    }

    // A term of the source shows its entry; the panel may still be on its way.
    showTerm(term) {
        this.wantedTerm = term;
        this.pointAtTerm();
    }

    pointAtTerm() {
        const entry = this.body.querySelector(`[data-term="${CSS.escape(this.wantedTerm ?? "")}"]`);
        if (!entry) return;
        this.wantedTerm = null;
        for (const other of this.body.querySelectorAll(".panel__wanted")) other.classList.remove("panel__wanted");
        entry.classList.add("panel__wanted");
        entry.scrollIntoView({ block: "nearest" });
    }

    async submitted(event) {
        const form = event.target;
        const { segment } = this;
        if (form.method !== "post" || !segment) return;
        event.preventDefault();
        const typed = [...form.querySelectorAll(TYPED)].map(control => this.nameOf(control));
        // What changes the words asks first that those in the field are written.
        if (form.hasAttribute("data-leaves") && !(await segment.save())) return;
        let answer;
        try {
            answer = await this.desk.send(form.action, new FormData(form, event.submitter), FROM_SCRIPT);
        } catch {
            return this.desk.announce(this.desk.words.failed);
        }
        // 422 is the panel itself, with what was typed and the reason why it was not taken.
        if (answer.ok) typed.forEach(name => this.desk.kept.drop(name));
        else if (answer.status !== 422) return this.desk.announce(this.desk.words.signed_out);
        const html = await answer.text();
        if (answer.ok) await this.desk.reload(segment);
        this.fill(html, segment);
    }

    // There and back by one key.
    async swap() {
        if (this.element.contains(document.activeElement)) return this.segment?.focus();
        if (!this.segment) return;
        this.title.focus();
        if (this.shown !== this.segment.id) await this.show();
    }

    async writeComment() {
        if (!this.segment) return;
        if (this.shown !== this.segment.id) await this.show();
        const field = this.body.querySelector("#panel-text");
        if (!field) return;
        field.closest("details").open = true;
        field.focus();
    }

    togglePreview(button) {
        const { frame } = this;
        if (!this.segment) this.desk.to(1);
        frame.hidden = !frame.hidden;
        this.previewed = "";
        button.setAttribute("aria-expanded", String(!frame.hidden));
        this.desk.root.classList.toggle("desk--preview", !frame.hidden);
        this.segment?.article.scrollIntoView({ block: "nearest" });
        if (!frame.hidden) this.movePreview(this.segment);
    }

    // Drawn anew only for another segment, or for other words.
    movePreview(segment) {
        if (!this.frame || this.frame.hidden || !segment) return;
        const wanted = `${segment.id} ${segment.article.dataset.token}`;
        if (wanted === this.previewed) return;
        this.previewed = wanted;
        this.frame.contentWindow?.location.replace(`${this.frame.dataset.address}?segment=${segment.id}`);
    }
}
