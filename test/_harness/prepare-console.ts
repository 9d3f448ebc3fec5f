import packed from '@sparticuz/chromium'
import { buildConsole } from '../../lib/console/build.ts'

/** Before the first test in a browser: the browser is unpacked and the console built, once for all files. */
export default async function setup(): Promise<void> {
  await Promise.all([packed.executablePath(), buildConsole()])
}
