# Completion of tableau-perm for bash. Load it with: source <(tableau-perm completion bash)
_tableau_perm() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
            '') ;;
            $'\t'*) compopt -o default 2>/dev/null ;;
            *) COMPREPLY+=("$line") ;;
        esac
    done < <(
        _TABLEAU_PERM_COMPLETE=complete_bash \
        _TABLEAU_PERM_WORDS="${COMP_LINE:0:COMP_POINT}" \
        _TABLEAU_PERM_BREAKS="$COMP_WORDBREAKS" \
        "$1" 2>/dev/null
    )
    return 0
}
complete -F _tableau_perm tableau-perm
