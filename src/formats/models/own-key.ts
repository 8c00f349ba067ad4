/** Key in the metadata under which Filterbank keeps a whole pipeline. */
export const OWN_KEY = 'filterbank'
