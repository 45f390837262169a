export { javaOptionWords, type RefusedOption, refusedJavaOptions } from './java-options';
