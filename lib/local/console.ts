import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { extname, join } from 'node:path'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { consoleHeaders, fileCaching, pageCaching } from '../console/headers.ts'

/** Answers a request for the web console, undefined for one that is for something else. */
export type ConsoleFiles = (
  request: IncomingMessage,
  path: string,
) => Promise<APIGatewayProxyStructuredResultV2 | undefined>

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/** By what a browser says that it takes, the smallest first. */
const encodings = [
  { name: 'br', extension: '.br' },
  { name: 'gzip', extension: '.gz' },
]

/**
 * The web console as the distribution serves it on AWS: files under names that tell their content, and the one page for every
 * other path below `/console`, but for `/console/api`, as scripts of the MMC dialect may call its context path. A request waits while the console is being built. `uploads` is where signed URLs lead.
 */
export function consoleFiles(folder: Promise<string>, uploads: string): ConsoleFiles {
  const headers = consoleHeaders(uploads)
  return async ({ method = 'GET', headers: asked }, path) => {
    if (!/^\/console(\/(?!api(\/|$))|$)/.test(path)) return undefined
    if (method !== 'GET' && method !== 'HEAD')
      return plain(405, 'Method Not Allowed', { ...headers, allow: 'GET, HEAD' })
    const built = await folder.catch(() => undefined)
    if (built === undefined)
      return plain(503, 'The console could not be built: run npm run build and see why.', headers)
    const [, asset] = /^\/console\/assets\/([\w.-]+)$/.exec(path) ?? []
    const file = asset ? join(built, 'console/assets', asset) : join(built, 'console/index.html')
    const found = await readEncoded(file, asked['accept-encoding'] ?? '')
    if (!found) return plain(404, 'Not Found', headers)
    return {
      statusCode: 200,
      headers: {
        ...headers,
        'content-type': mediaTypes[extname(file)] ?? 'application/octet-stream',
        'cache-control': asset ? fileCaching : pageCaching,
        vary: 'accept-encoding',
        ...(found.encoding ? { 'content-encoding': found.encoding } : {}),
      },
      body: found.bytes.toString('base64'),
      isBase64Encoded: true,
    }
  }
}

async function readEncoded(file: string, accepted: string): Promise<{ bytes: Buffer; encoding?: string } | undefined> {
  for (const { name, extension } of encodings) {
    if (!new RegExp(`\\b${name}\\b`).test(accepted)) continue
    const bytes = await readFile(`${file}${extension}`).catch(() => undefined)
    if (bytes) return { bytes, encoding: name }
  }
  const bytes = await readFile(file).catch(() => undefined)
  return bytes && { bytes }
}

const plain = (
  statusCode: number,
  message: string,
  headers: Record<string, string>,
): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { ...headers, 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify({ message }),
})
