// What cookiecutter copies instead of rendering it. It asks the package binaryornot (0.6), whose lists of extensions and
// first bytes are facts taken over here; what neither list knows is told apart by whether it is text at all.

const EXTENSIONS = new Set(
  `3ds blend dae fbx glb stl usdz 7z bz2 cab gz jar lz lz4 lzma rar tar xz z zip zst aac aif aiff alac ape flac m4a mid
  midi mp3 ogg opus wav wma dwg dwf dxb step stp class dll o pyc pyo so wasm accdb db dbf mdb sqlite sqlite3 dmg img iso
  qcow2 vdi vhd vmdk doc docx epub mobi odt pages pdf ppt pptx xls xlsx com exe msi bin fw rom eot otf ttc ttf woff woff2
  gba n64 nds nes pak sav sfc smc shp avif bmp cr2 cr3 dng gif heic heif ico jfif jp2 jpeg jpg jxl nef orf png psd raw
  tif tiff webp xcf arrow avro fit fits hdf5 mat npy npz parquet pcap pcapng avi flv m4v mkv mov mp4 mpeg mpg ogv webm
  wmv`.split(/\s+/),
);

const FIRST_BYTES =
  `89504e470d0a1a0a ffd8ffe0 ffd8ffe1 474946383761 474946383961 424d 4d4d002a 49492a00 00000100
  255044462d312e 53514c69746520666f726d6174203300 504b0304 1f8b08 fd377a585a00 7f454c46 feedface cefaedfe feedfacf
  cffaedfe 4d5a cafebabe 52494646 4f676753 664c6143 0061736d 774f4646 4f54544f 0001000000 774f4632 494433 425a68
  377abcaf271c d0cf11e0a1b11ae1 28b52ffd 526172211a07 1a45dfa3 4d546864 38425053 50415231 6465780a 4243c0de 5041434b
  62706c697374 213c617263683e0a 04224d18 4152524f5731 4f626a01 5d0000 a1b2c3d4 feedfeed 303730373031`.split(
    /\s+/,
  );

/** How much of a file is looked at, in bytes. */
const START = 512;

/** The text of a file, or undefined when it is binary and is to be copied as it is. */
export function textOf(name: string, content: Buffer): string | undefined {
  if (hasBinaryExtension(name)) return undefined;
  const start = content.subarray(0, START).toString('hex');
  if (FIRST_BYTES.some((bytes) => start.startsWith(bytes))) return undefined;
  if (content.subarray(0, START).includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}

/** Whether a name alone says that the file is binary. A leading dot starts no extension. */
export function hasBinaryExtension(name: string): boolean {
  const base = name.slice(name.lastIndexOf('/') + 1);
  const dot = base.lastIndexOf('.');
  return dot > 0 && EXTENSIONS.has(base.slice(dot + 1).toLowerCase());
}
