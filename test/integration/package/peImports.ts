/** Where the tables of imports stand in the optional header's list: of what is loaded at once, and at its first call. */
const TABLES = [
  { index: 1, entryBytes: 20, nameAt: 12 },
  { index: 13, entryBytes: 32, nameAt: 4 },
];
const PE32_PLUS = 0x20b;

interface Section {
  address: number;
  size: number;
  offset: number;
}

/**
 * The libraries that a 64-bit Windows program or library names in its tables of imports, in lower case.
 * https://learn.microsoft.com/windows/win32/debug/pe-format
 */
export function peImports(bytes: Buffer): string[] {
  const header = bytes.readUInt32LE(0x3c);
  const optional = header + 24;
  if (
    bytes.toString('latin1', header, header + 4) !== 'PE\0\0' ||
    bytes.readUInt16LE(optional) !== PE32_PLUS
  ) {
    throw new RangeError('not a 64-bit program of Windows');
  }
  const sectionsAt = optional + bytes.readUInt16LE(header + 20);
  const sections = Array.from({ length: bytes.readUInt16LE(header + 6) }, (_, index): Section => {
    const at = sectionsAt + 40 * index;
    const [virtualSize, address, rawSize, offset] = [8, 12, 16, 20].map((field) =>
      bytes.readUInt32LE(at + field),
    );
    return { address: address ?? 0, size: Math.max(virtualSize ?? 0, rawSize ?? 0), offset: offset ?? 0 };
  });
  const offsetOf = (address: number): number => {
    const section = sections.find((one) => address >= one.address && address < one.address + one.size);
    if (!section) throw new RangeError('an address outside of every section');
    return address - section.address + section.offset;
  };
  return TABLES.flatMap(({ index, entryBytes, nameAt }) => {
    const table = bytes.readUInt32LE(optional + 112 + 8 * index);
    const names: string[] = [];
    if (table === 0) return names;
    for (let at = offsetOf(table); bytes.readUInt32LE(at + nameAt) !== 0; at += entryBytes) {
      const name = offsetOf(bytes.readUInt32LE(at + nameAt));
      names.push(bytes.toString('latin1', name, bytes.indexOf(0, name)).toLowerCase());
    }
    return names;
  });
}
