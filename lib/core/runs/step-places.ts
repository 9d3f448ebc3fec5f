/**
 * The places of a step that works on so many messages at once and no more. A place is taken before a message is handed to the
 * component and given back after; one that a worker took and died with is free again when its time is over.
 */
export interface StepPlaces {
  tenant: string
  flowId: string
  stepId: string
  /** What has a place: `placeOf`. Absent while nothing has. */
  taken?: ReadonlySet<string>
  /** Epoch seconds after which the table drops it. */
  expiresAt: number
}

/** A place is a message's, until a time (epoch seconds). */
export const placeOf = (messageId: string, untilSeconds: number): string => `${messageId}|${untilSeconds}`

/** The places whose time is over. */
export const expiredPlaces = ({ taken }: Pick<StepPlaces, 'taken'>, nowSeconds: number): string[] =>
  [...(taken ?? [])].filter((place) => Number(place.split('|')[1]) < nowSeconds)
