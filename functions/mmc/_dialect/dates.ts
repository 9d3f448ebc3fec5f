/**
 * Offsets from UTC in hours of the zones that Java prints by name. A name that stands for several zones has all of them, a
 * zone whose offset was changed since 2011 its former one too.
 */
const zones: Readonly<Record<string, readonly number[]>> = {
  ACDT: [10.5],
  ACST: [9.5],
  AEDT: [11],
  AEST: [10],
  AKDT: [-8],
  AKST: [-9],
  AMT: [-4, 4],
  ART: [-3],
  AST: [-4, 3],
  AWST: [8],
  BOT: [-4],
  BRST: [-2],
  BRT: [-3],
  BST: [1, 6],
  CAT: [2],
  CDT: [-5, -4],
  CEST: [2],
  CET: [1],
  CLST: [-3],
  CLT: [-4, -3],
  COT: [-5],
  CST: [-6, -5, 8, 9.5],
  EAT: [3],
  ECT: [-5],
  EDT: [-4],
  EEST: [3],
  EET: [2],
  EST: [-5, 10],
  GMT: [0],
  GST: [4],
  HKT: [8],
  HST: [-10],
  ICT: [7],
  IDT: [3],
  IST: [5.5, 1, 2],
  JST: [9],
  KST: [9],
  MDT: [-6],
  MSK: [3, 4],
  MST: [-7],
  NZDT: [13],
  NZST: [12],
  PDT: [-7],
  PET: [-5],
  PKT: [5],
  PST: [-8],
  PYT: [-4, -3],
  SAST: [2],
  SGT: [8],
  UTC: [0],
  UYST: [-2],
  UYT: [-3],
  VET: [-4.5, -4],
  WAT: [1],
  WEST: [1],
  WET: [0],
  WIB: [7],
  Z: [0],
}

const hourMs = 3_600_000

/**
 * The instants, in milliseconds since 1970, that a date as Java prints it may mean: `Thu, 18 Apr 2013 13:54:09.443 ART`, also
 * with `GMT-03:00` or `-0300` for the zone. Empty if the text is not a date.
 */
export function instantsOf(text: string): number[] {
  const [, date, zone = ''] = /^\s*(.*\d)\s+([A-Za-z]+|(?:GMT|UTC)?[+-]\d{1,2}(?::?\d\d)?)\s*$/.exec(text) ?? []
  const local = Date.parse(date === undefined ? text : `${date} GMT`)
  const offsets = date === undefined ? [0] : (zones[zone.toUpperCase()] ?? numericOffset(zone))
  return Number.isNaN(local) ? [] : offsets.map((hours) => local - hours * hourMs)
}

function numericOffset(zone: string): number[] {
  const [, sign, hours = '', minutes = '0'] = /([+-])(\d{1,2}):?(\d\d)?$/.exec(zone) ?? []
  return sign === undefined ? [] : [(sign === '-' ? -1 : 1) * (Number(hours) + Number(minutes) / 60)]
}
