// VitePress's own theme, and what its style lacks for these pages.
import DefaultTheme from 'vitepress/theme';
import './style.css';

export default DefaultTheme;
