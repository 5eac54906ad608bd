/**
 * How dirty the estate is: for each kind of column the forms that spoil it, and how often. The forms are those that people who read such
 * systems report (docs/legacy-estate.md, "The dirt"). Whatever the rate, the first rows of every column show each form once that its
 * values allow, so that the smallest estate has them all.
 */
export const dirt = {
  personNumber: {
    fifteenDigits: 0.008,
    lowerCaseX: 0.02,
    fullWidth: 0.001,
    apostrophe: 0.001,
    blanksInside: 0.002,
    cutToSeventeen: 0.001,
    zeros: 0.001,
    nothing: 0.001,
    pending: 0.001,
    wrongCheck: 0.002,
    thirtiethOfFebruary: 0.0005,
    sharedNumber: 0.0005,
    secondNumber: 0.001,
    spreadsheetZeros: 0.0005,
  },
  name: {
    // Most values fit none of these three; those that do are mostly spoilt.
    cutInsideCharacter: 1,
    privateUse: 0.5,
    otherDot: 0.5,
    blankInside: 0.002,
    fullWidthBlank: 0.002,
  },
  /** Names in three-byte utf8: every character of four bytes is lost. */
  threeByteName: { lost: 1 },
  sex: { letter: 0.01, digit: 0.01, blank: 0.005 },
  /** The first five are only other ways of writing the day; the rest lose it. */
  date: {
    compact: 0.1,
    loose: 0.1,
    slashes: 0.05,
    chinese: 0.03,
    serial: 0.01,
    thirtiethOfFebruary: 0.001,
    beginningOfTime: 0.002,
    endOfTime: 0.002,
    zeros: 0.002,
    long: 0.002,
    republic: 0.0005,
    lunar: 0.0005,
    blank: 0.005,
  },
  fixedDate: { thirtiethOfFebruary: 0.0005, beginningOfTime: 0.001, endOfTime: 0.0005, zeros: 0.001, blank: 0.002 },
  phone: {
    countryCode: 0.01,
    blanksInside: 0.01,
    dashes: 0.01,
    landline: 0.02,
    landlineWithoutArea: 0.01,
    spreadsheet: 0.001,
    twoNumbers: 0.002,
    nothing: 0.02,
  },
  nothing: { empty: 0.02, wu: 0.01, dash: 0.005, null: 0.003, zero: 0.002, blank: 0.005 },
  creditCode: { missing: 0.02, inner: 0.01, oldNumber: 0.02, wrongCheck: 0.002, wrongLetter: 0.002 },
  capital: { withUnit: 0.05, inYuan: 0.03 },
  /** 亩 instead of square metres, in villages. */
  area: { mu: 0.2, overflow: 0.0005 },
  point: { swapped: 0.005, zero: 0.005, blank: 0.01, shifted: 0.01 },
  village: { abolished: 0.02 },
  address: { abbreviated: 0.1, fullWidth: 0.03, abolishedVillage: 0.02 },
  row: { twice: 0.0005, short: 0.0003, shifted: 0.0003, deleted: 0.01 },
} as const satisfies Record<string, Readonly<Record<string, number>>>

export type DirtKind = keyof typeof dirt
