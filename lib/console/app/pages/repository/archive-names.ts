/** What a file's name says of application and version: `orders-1.2.zip` is version 1.2 of orders. */
export function namesIn(fileName: string): { applicationName: string; versionName: string } {
  const bare = fileName.replace(/\.(zip|jar)$/i, '')
  const [, applicationName = bare, versionName = ''] = /^(.+?)[-_]v?(\d[\w.-]*)$/.exec(bare) ?? []
  return { applicationName, versionName }
}

/** `12.5 MB`, in powers of ten. */
export function sizeText(bytes: number): string {
  const [unit, size] = (
    [
      ['GB', 1e9],
      ['MB', 1e6],
      ['kB', 1e3],
    ] as const
  ).find(([, one]) => bytes >= one) ?? ['bytes', 1]
  return `${Number((bytes / size).toFixed(size === 1 ? 0 : 1))} ${unit}`
}
