/** An HTTP request as operations' inputs are read from it. */
export interface Request {
  method: string
  /** As a gateway hands it over: decoded. */
  path: string
  /** Raw, without `?`: a gateway's parsed form joins repeated names with commas that values may hold too. */
  query: string
  /** Lower-case names. */
  headers: Record<string, string | undefined>
  body: Buffer
}
