import '@cloudscape-design/global-styles/index.css'
import './console.css'

/** What looks the same on every page; the build links it (build.ts). */
export {}
