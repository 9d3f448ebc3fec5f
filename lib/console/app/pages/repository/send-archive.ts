import { Refusal, Unreachable } from '../../api/refusal.ts'

/**
 * Sends an archive by a signed URL, and tells how many bytes have gone out. `fetch` cannot tell that. Throws `Refusal` with what
 * the bucket says, `Unreachable`, and the reason of an aborted signal.
 */
export function sendArchive(
  file: Blob,
  url: string,
  headers: Record<string, string>,
  progress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const request = new XMLHttpRequest()
  return new Promise((resolve, reject) => {
    request.open('PUT', url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded }) => progress(loaded)
    request.onload = () => (request.status < 300 ? resolve() : reject(new Refusal(request.status, messageIn(request))))
    request.onerror = () => reject(new Unreachable())
    signal.addEventListener('abort', () => {
      request.abort()
      reject(signal.reason as Error)
    })
    // Without a type, which the URL is not signed for.
    request.send(file.slice(0, file.size, ''))
  })
}

/** The bucket's refusals are XML. */
function messageIn({ status, responseText }: XMLHttpRequest): string {
  const message = new DOMParser().parseFromString(responseText, 'text/xml').querySelector('Message')?.textContent
  return message ?? `The bucket answered ${status}.`
}
