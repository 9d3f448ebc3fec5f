export { VersionPage as default } from './version/version.tsx'
