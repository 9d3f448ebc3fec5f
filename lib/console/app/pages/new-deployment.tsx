export { NewDeployment as default } from './deployments/new-deployment.tsx'
