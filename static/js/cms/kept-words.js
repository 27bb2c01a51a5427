// Words that are not saved yet, in this browser: for this person, on this translation, and no longer than two weeks.
const LONGEST = 14 * 24 * 60 * 60 * 1000;

export class KeptWords {
    constructor(owner) {
        this.prefix = `desk:${owner}:`;
    }

    put(name, text) {
        try {
            localStorage.setItem(this.prefix + name, JSON.stringify({ text, at: Date.now() }));
        } catch {
            // Storage may be full or forbidden: the words are still in the field.
        }
    }

    drop(name) {
        try {
            localStorage.removeItem(this.prefix + name);
        } catch {
            // As above.
        }
    }

    get(name) {
        return this.all().get(name)?.text ?? "";
    }

    all() {
        const found = new Map();
        try {
            for (const key of Object.keys(localStorage)) {
                if (!key.startsWith("desk:")) continue;
                const { text, at } = JSON.parse(localStorage.getItem(key));
                if (Date.now() - at > LONGEST) localStorage.removeItem(key);
                else if (key.startsWith(this.prefix)) found.set(key.slice(this.prefix.length), { text, at });
            }
        } catch {
            return found;
        }
        return found;
    }
}
