export * from '@vivavoce/evi';
