/** A text in which every character is one unit, so that columns and lengths count characters. */
export interface StandIns {
  readonly text: string;
  /** Gives a part of the text its characters back. */
  restore(part: string): string;
}

const ASTRAL = /[\ud800-\udbff][\udc00-\udfff]/g;
const PRIVATE = /[\ue000-\uf8ff]/g;
const FIRST_PRIVATE = 0xe000;
const PRIVATE_CHARACTERS = 0x1900;

/** Characters of two units, such as emoji, are replaced by ones that Unicode leaves to private use. */
export function withoutAstral(text: string): StandIns {
  if (!/[\ud800-\udbff]/.test(text)) return { text, restore: (part) => part };
  const standIns = new Map<string, string>();
  const originals = new Map<string, string>();
  const replaced = text.replace(ASTRAL, (character) => {
    const known = standIns.get(character);
    if (known !== undefined) return known;
    const standIn = String.fromCharCode(FIRST_PRIVATE + (standIns.size % PRIVATE_CHARACTERS));
    standIns.set(character, standIn);
    originals.set(standIn, character);
    return standIn;
  });
  return { text: replaced, restore: (part) => part.replace(PRIVATE, (char) => originals.get(char) ?? char) };
}
