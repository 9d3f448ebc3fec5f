/** Whether a server runs what is wanted of it, and can be told something, in the words of the MMC dialect (docs/dialects/mmc.md). */
export const isUp = ({ status }: { status: string }): boolean => status === 'OK' || status === 'WARN'

/** Whether there is nobody who could be told anything: it is stopped, or not heard of. */
export const isAway = ({ status }: { status: string }): boolean => status === 'STOPPED' || status === 'UNKNOWN'
