export { type Fetched, type FetchSettings, fetchDataSet, type Progress } from './fetch.ts'
export { type Download, type Publication, publications } from './publications.ts'
