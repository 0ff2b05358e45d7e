/** Parameters of every method of the API. */
export const commonParameters = ['alt', 'fields', 'key', 'prettyPrint', 'quotaUser', 'userIp'] as const;
