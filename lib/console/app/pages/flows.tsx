export { Flows as default } from './flows/flows.tsx'
