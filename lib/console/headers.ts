/**
 * The headers of the console's page and its files. Nothing is loaded from elsewhere, no script or style stands in a page, and
 * nothing but the page's own origin is spoken to, besides `uploads`: the origin of the signed URLs that archives are sent to.
 * Pictures in `data:` URLs are the icons in the components' style sheets (docs/decisions/0079).
 */
export const consoleHeaders = (uploads: string): Record<string, string> => ({
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${uploads}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
})

/** The page is asked for again each time; files have their content's hash in their name and never change. */
export const pageCaching = 'no-cache'
export const fileCaching = 'public, max-age=31536000, immutable'
