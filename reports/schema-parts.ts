/** The pieces that the schemas of the report share. */
import { z } from 'zod';

/** The longest string of a report, in UTF-16 units: twice what a CertificateRequest may hold. */
export const longestString = 131_072;

export const text = z.string().max(longestString);

/** Counts, numbers of registries. */
export const whole = z.int().min(0);

export const alertSchema = z.object({ number: whole.max(255), name: text }).readonly();
