/** What gorilla/securecookie 1.1.2 wrote with Go 1.19, of `{"user_id": 42, "name": "ann"}`. */
export const gorilla = {
  plain:
    'MTc5NTY2ODUzMXxEdi1CQkFFQ180SUFBUkFCRUFBQU9fLUNBQUlHYzNSeWFXNW5EQWtBQjNWelpYSmZhV1FEYVc1MEJBSUFWQVp6ZEhKcGJtY01CZ0FFYm1GdFpRWnpkSEpwYm1jTUJRQURZVzV1fFbddUXJwX4Go3GnoAC-irL7LS0MmSvIu8-cKoQibu5v',
  encrypted:
    'MTc5NTY2ODUzMXxoQ1VxYzlKRTNsUFc0NTAzT3F1MENSelVWSFJWc3lmS0VwdXZMUXdkaTNvUkozR1pEUk9iSmRCVGN5RmVKRUJSSFFYTHYzSFZzRzRoUlVUTTJzZ1ZnSUQyR2pnb1JLQ2Q3QS1uQnJhXzUzNWltcnRnc1E5X2U1T1QwUT09fA-HQzWMlnzYq8IXTLoIkx2XWyjL5cL0WGCk0SMRdSJB',
  /** With its JSONEncoder, and the user alone. */
  json: 'MTc5NTY2ODUzMXxleUoxYzJWeVgybGtJam8wTW4wS3wXxF1LsN1L2Axmm-XLCo8GbQycHpt4tkDlOadxX9sGdg==',
} as const;
