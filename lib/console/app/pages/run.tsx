export { RunPage as default } from './run/run.tsx'
