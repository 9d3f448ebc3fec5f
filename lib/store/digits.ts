/** A number in a sort key: as many digits whatever its size, so that keys sort by it. */
export const digits = (number: number): string => String(number).padStart(8, '0')
