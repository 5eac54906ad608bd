/** The binary column types of Visual FoxPro, as exact text. */

/** I: 32-bit integer. B: double. Y: money in ten-thousandths. T: Julian day and milliseconds, local time. Null when nothing is there. */
export function rawNumber(type: 'I' | 'B' | 'Y' | 'T', bytes: Buffer): string | null {
  switch (type) {
    case 'I':
      return bytes.length === 4 ? String(bytes.readInt32LE(0)) : null
    case 'B':
      return bytes.length === 8 ? String(bytes.readDoubleLE(0)) : null
    case 'Y':
      return bytes.length === 8 ? tenThousandths(bytes.readBigInt64LE(0)) : null
    case 'T':
      return bytes.length === 8 ? dateTime(bytes.readInt32LE(0), bytes.readInt32LE(4)) : null
  }
}

// Private:

function tenThousandths(amount: bigint): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(5, '0')
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
}

/** Julian day 2440588 is 1 January 1970. Pure arithmetic of days: no time zone takes part. */
function dateTime(julianDay: number, milliseconds: number): string | null {
  if (julianDay <= 0) return null
  const seconds = Math.round(milliseconds / 1000)
  return new Date((julianDay - 2_440_588) * 86_400_000 + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')
}
