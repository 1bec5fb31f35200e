/** The reference of the REST API. */
export const reference = {
  'ref.title': 'API reference',
  'ref.lead':
    'What programs may ask of this server. Each operation needs a key with its scopes, which an administrator makes. Open an operation to see what it takes and answers.',
  'ref.document': 'The same as an OpenAPI document',
  'ref.sections': 'Sections',
  'ref.scopes': 'Scopes',
  'ref.parameters': 'Parameters',
  'ref.body': 'Body',
  'ref.answer': 'Answer',
  'ref.errors': 'Errors',
  'ref.errors.lead': 'Every operation may answer with one of these.',
  'ref.schemas': 'Schemas',
  'ref.fields': 'Fields',
  'ref.required': 'required',
  'ref.default': 'left out:',
} as const;
