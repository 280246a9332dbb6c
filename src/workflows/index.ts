export { githubActions, GitHubActionsProps } from './github-actions';
export { RollbackAnalysisProps, RollbackProps } from './rollback-props';
