export { RolloutPage as default } from './rollout/rollout.tsx'
