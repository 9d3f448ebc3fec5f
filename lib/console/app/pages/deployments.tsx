export { Deployments as default } from './deployments/deployments.tsx'
